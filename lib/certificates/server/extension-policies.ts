import 'server-only'
import { inContext, integerContentText, integerText, stringText, valueText, isString } from './der-values.ts'
import { childrenOf, DerError, derTags, isUniversal, readObjectIdentifier, type DerNode } from './der.ts'

// What a certificate says of the policies it was issued under (RFC 5280, 4.2.1.4, 5, 11 and 14).

const policies: Readonly<Record<string, string>> = {
  '2.5.29.32.0': 'anyPolicy',
  '2.23.140.1.1': 'extended-validated',
  '2.23.140.1.2.1': 'domain-validated',
  '2.23.140.1.2.2': 'organization-validated',
  '2.23.140.1.2.3': 'individual-validated',
}

const CPS = '1.3.6.1.5.5.7.2.1'
const USER_NOTICE = '1.3.6.1.5.5.7.2.2'

/** One line a policy, and one for each of its qualifiers. */
export function tellPolicies(value: DerNode): string[] {
  return childrenOf(value).flatMap((policy) => {
    const [id, qualifiers] = childrenOf(policy)
    const oid = readObjectIdentifier(id)
    const told = qualifiers === undefined ? [] : childrenOf(qualifiers).map(qualifierText)
    return [policyText(oid), ...told.map((line) => `${oid} ${line}`)]
  })
}

function policyText(oid: string): string {
  const name = policies[oid]
  return name === undefined ? oid : `${oid} (${name})`
}

function qualifierText(node: DerNode): string {
  const [id, value] = childrenOf(node)
  if (value === undefined) throw new DerError('no qualifier')
  const oid = readObjectIdentifier(id)
  if (oid === CPS) return `CPS: ${stringText(value)}`
  if (oid === USER_NOTICE) return `notice: ${noticeText(value)}`
  return `${oid}: ${valueText(value)}`
}

/** NoticeReference (an organisation and numbers of its notices) and explicitText, both optional. */
function noticeText(notice: DerNode): string {
  return childrenOf(notice)
    .map((part) => {
      if (isString(part)) return stringText(part)
      const [organization, numbers] = childrenOf(part)
      if (organization === undefined || numbers === undefined) throw new DerError('no notice reference')
      return `${stringText(organization)} ${childrenOf(numbers).map(integerText).join(', ')}`
    })
    .join('; ')
}

export function tellMappings(value: DerNode): string[] {
  return childrenOf(value).map((mapping) => {
    const [issuer, subject] = childrenOf(mapping)
    return `${readObjectIdentifier(issuer)} → ${readObjectIdentifier(subject)}`
  })
}

export function tellPolicyConstraints(value: DerNode): string[] {
  const parts = childrenOf(value)
  const told = (tag: number, word: string) =>
    inContext(parts, tag).map(({ content }) => `${word}: ${integerContentText(content)}`)
  return [...told(0, 'requireExplicitPolicy'), ...told(1, 'inhibitPolicyMapping')]
}

export function tellInhibitAnyPolicy(value: DerNode): string[] {
  return [`skipCerts: ${integerText(value)}`]
}

/** TLS features are numbers of TLS extensions (RFC 7633). */
const features: Readonly<Record<string, string>> = { '5': 'status_request (must-staple)', '17': 'status_request_v2' }

export function tellTlsFeatures(value: DerNode): string[] {
  return childrenOf(value).map((feature) => {
    const number = integerText(feature)
    return features[number] ?? number
  })
}

/** QCStatements (RFC 3739, 3.2.6): of each its name, and what it says as hex. */
const statements: Readonly<Record<string, string>> = {
  '0.4.0.1862.1.1': 'QcCompliance',
  '0.4.0.1862.1.2': 'QcLimitValue',
  '0.4.0.1862.1.3': 'QcRetentionPeriod',
  '0.4.0.1862.1.4': 'QcSSCD',
  '0.4.0.1862.1.5': 'QcPDS',
  '0.4.0.1862.1.6': 'QcType',
}

export function tellStatements(value: DerNode): string[] {
  return childrenOf(value).map((statement) => {
    const [id, info] = childrenOf(statement)
    const oid = readObjectIdentifier(id)
    const name = statements[oid] ?? oid
    return info === undefined ? name : `${name}: ${info.encoded.toString('hex')}`
  })
}

export function tellNothing(value: DerNode): string[] {
  if (!isUniversal(value, derTags.null)) throw new DerError('no NULL')
  return ['present']
}

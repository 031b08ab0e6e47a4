import 'server-only'
import { inContext } from './der-values.ts'
import { childrenOf, DerError, derTags, isUniversal, readObjectIdentifier, readSetBits, type DerNode } from './der.ts'
import { readGeneralName, readName, type GeneralName } from './general-name.ts'

// Where extensions say that something is found: CRLs (RFC 5280, 4.2.1.13), issuers and responders (4.2.2).

/** ReasonFlags; bit 0 is unused. */
const reasons = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]

/** The addresses under which the CRL is published: the names of every fullName. */
export function readDistributionPoints(value: DerNode): string[] {
  return childrenOf(value).flatMap((point) => fullNamesOf(point).map((name) => name.value))
}

/** One line a name, with the reasons and the issuer of that CRL where the point limits itself to some. */
export function tellDistributionPoints(value: DerNode): string[] {
  return childrenOf(value).flatMap((point) => {
    const parts = childrenOf(point)
    const limits = [...tellReasons(inContext(parts, 1)[0]), ...tellIssuer(inContext(parts, 2)[0])]
    const names = [...fullNamesOf(point).map(addressText), ...relativeNamesOf(point)]
    const lines = names.length === 0 ? ['no address'] : names
    return lines.map((line) => [line, ...limits].join('; '))
  })
}

function fullNamesOf(point: DerNode): GeneralName[] {
  return pointNamesOf(point)
    .flatMap((name) => inContext(childrenOf(name), 0))
    .flatMap((full) => childrenOf(full).map(readGeneralName))
}

/** nameRelativeToCRLIssuer: one RelativeDistinguishedName. */
function relativeNamesOf(point: DerNode): string[] {
  return pointNamesOf(point)
    .flatMap((name) => inContext(childrenOf(name), 1))
    .map((relative) => `relative to the issuer: ${attributesText(relative)}`)
}

function attributesText(relative: DerNode): string {
  return readName({ ...relative, isConstructed: true, content: asSet(relative) })
}

/** A RelativeDistinguishedName under an implicit tag, as the SET that it is. */
function asSet({ encoded }: DerNode): Buffer {
  const set = Buffer.from(encoded)
  set[0] = 0x31
  return set
}

function pointNamesOf(point: DerNode): DerNode[] {
  return inContext(childrenOf(point), 0)
}

function addressText({ kind, value }: GeneralName): string {
  return kind === 'URI' ? value : `${kind}: ${value}`
}

function tellReasons(node: DerNode | undefined): string[] {
  if (node === undefined) return []
  const bits = readSetBits({ ...node, tagClass: 0, tag: derTags.bitString })
  return [`reasons: ${bits.map((bit) => reasons[bit] ?? `bit ${String(bit)}`).join(', ')}`]
}

function tellIssuer(node: DerNode | undefined): string[] {
  if (node === undefined) return []
  const names = childrenOf(node).map(readGeneralName)
  return names.map(({ kind, value }) => `issuer: ${kind === 'directoryName' ? value : `${kind}: ${value}`}`)
}

const accessMethods: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'caIssuers',
  '1.3.6.1.5.5.7.48.3': 'timeStamping',
  '1.3.6.1.5.5.7.48.5': 'caRepository',
}

export function readAccessDescriptions(value: DerNode): { method: string; location: string }[] {
  return childrenOf(value).map((description) => {
    const [type, location] = childrenOf(description)
    if (location === undefined) throw new DerError('no location')
    const oid = readObjectIdentifier(type)
    return { method: accessMethods[oid] ?? oid, location: addressText(readGeneralName(location)) }
  })
}

export function tellAccess(value: DerNode): string[] {
  return readAccessDescriptions(value).map(({ method, location }) => `${method}: ${location}`)
}

/** KeyIdentifier [0], authorityCertIssuer [1], authorityCertSerialNumber [2] (RFC 5280, 4.2.1.1). */
export function tellAuthorityKey(value: DerNode): string[] {
  const parts = childrenOf(value)
  return [
    ...inContext(parts, 0).map((key) => key.content.toString('hex')),
    ...inContext(parts, 1).flatMap(tellIssuer),
    ...inContext(parts, 2).map((serial) => `serial: ${serial.content.toString('hex')}`),
  ]
}

/** permitted [0] and excluded [1], each GeneralSubtrees (RFC 5280, 4.2.1.10). */
export function tellNameConstraints(value: DerNode): string[] {
  const parts = childrenOf(value)
  const told = (tag: number, word: string) =>
    inContext(parts, tag).flatMap((subtrees) =>
      childrenOf(subtrees).map((subtree) => `${word} ${subtreeText(subtree)}`),
    )
  return [...told(0, 'permitted'), ...told(1, 'excluded')]
}

function subtreeText(subtree: DerNode): string {
  const [base, ...bounds] = childrenOf(subtree)
  if (base === undefined) throw new DerError('no base')
  const { kind, value } = readGeneralName(base)
  // RFC 5280 allows neither bound, so either is worth seeing.
  const told = bounds.map(({ tag, content }) => `; ${tag === 0 ? 'minimum' : 'maximum'} ${content.toString('hex')}`)
  return `${kind}: ${value}${told.join('')}`
}

/** Whether it is one: a BOOLEAN that is there and not false. */
export function isTrue(node: DerNode | undefined): boolean {
  return isUniversal(node, derTags.boolean) && node.content[0] !== undefined && node.content[0] !== 0
}

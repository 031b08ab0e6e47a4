import 'server-only'
import { readExtensions } from '#lib/certificates/server/certificate-der.ts'
import { childrenOf, DerError, readDer, readObjectIdentifier, type DerNode } from '#lib/certificates/server/der.ts'
import { readGeneralName } from '#lib/certificates/server/general-name.ts'
import { certificateDer } from './der/pem.ts'

/** Why what a certificate points to cannot be used. */
export type PointerFault =
  /** Neither http nor https (ldap, ftp, file), or a URL that cannot be read. */
  | 'scheme'
  /** A name that is no URI. */
  | 'not_a_uri'
  /** A CRL of another issuer, or one for some reasons only. */
  | 'indirect_or_partial'
  /** More than anybody needs; what is left out. */
  | 'too_many'
  /** The extension or the certificate cannot be read; `value` names it. */
  | 'unreadable'

/** Absolute http and https URLs in the certificate's order, without repetition. They are hostile text. */
export type Pointers = {
  readonly crl: readonly string[]
  readonly ocsp: readonly string[]
  readonly caIssuers: readonly string[]
  readonly unusable: readonly { readonly value: string; readonly fault: PointerFault }[]
}

const MAX_POINTERS = 8
const MAX_URL_LENGTH = 2_048

type Found = {
  readonly kind: 'crl' | 'ocsp' | 'caIssuers'
  readonly value: string
  readonly fault: PointerFault | null
}

/**
 * Where a certificate says that its revocation can be looked up: cRLDistributionPoints (RFC 5280, 4.2.1.13) and
 * authorityInfoAccess (4.2.2.1). Never throws; what is no certificate has no pointers and one `unreadable`.
 */
export function pointersOf(pem: string): Pointers {
  const extensions = reading(() => readExtensions(certificateDer(pem) ?? Buffer.alloc(0)))
  if (extensions === null) return pointersFrom([unreadable('certificate')])
  return pointersFrom(
    extensions.flatMap(({ oid, value }) => {
      const extension = readers[oid]
      if (extension === undefined) return []
      return reading(() => extension.read(readDer(value))) ?? [unreadable(extension.name)]
    }),
  )
}

function unreadable(value: string): Found {
  return { kind: 'crl', value, fault: 'unreadable' }
}

const readers: Readonly<Record<string, { name: string; read: (value: DerNode) => Found[] }>> = {
  '2.5.29.31': { name: 'cRLDistributionPoints', read: readDistributionPoints },
  '1.3.6.1.5.5.7.1.1': { name: 'authorityInfoAccess', read: readAccess },
}

/** DistributionPoint: [0] name, [1] reasons, [2] cRLIssuer. */
function readDistributionPoints(value: DerNode): Found[] {
  return childrenOf(value).flatMap((point) => {
    const parts = childrenOf(point)
    const isPartial = parts.some(({ tag }) => tag === 1 || tag === 2)
    const names = parts.filter(({ tag }) => tag === 0).flatMap(childrenOf)
    return names.flatMap((name) => {
      // nameRelativeToCRLIssuer is a place in a directory.
      if (name.tag !== 0) return [{ kind: 'crl', value: name.content.toString('hex'), fault: 'not_a_uri' } as const]
      return childrenOf(name)
        .map(readGeneralName)
        .map((full) => pointer('crl', full.value, full.kind === 'URI', isPartial))
    })
  })
}

const accessMethods: Readonly<Record<string, 'ocsp' | 'caIssuers'>> = {
  '1.3.6.1.5.5.7.48.1': 'ocsp',
  '1.3.6.1.5.5.7.48.2': 'caIssuers',
}

/** AccessDescription: accessMethod, accessLocation. */
function readAccess(value: DerNode): Found[] {
  return childrenOf(value).flatMap((description) => {
    const [method, location] = childrenOf(description)
    const kind = accessMethods[readObjectIdentifier(method)]
    if (kind === undefined || location === undefined) return []
    const name = readGeneralName(location)
    return [pointer(kind, name.value, name.kind === 'URI', false)]
  })
}

function pointer(kind: Found['kind'], value: string, isUri: boolean, isPartial: boolean): Found {
  if (!isUri) return { kind, value, fault: 'not_a_uri' }
  if (!isOfTheWeb(value)) return { kind, value, fault: 'scheme' }
  return { kind, value, fault: isPartial ? 'indirect_or_partial' : null }
}

function isOfTheWeb(value: string): boolean {
  return value.length <= MAX_URL_LENGTH && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
}

function pointersFrom(found: readonly Found[]): Pointers {
  const usable = (kind: Found['kind']): string[] => [
    ...new Set(found.filter((one) => one.kind === kind && one.fault === null).map(({ value }) => value)),
  ]
  const lists = { crl: usable('crl'), ocsp: usable('ocsp'), caIssuers: usable('caIssuers') }
  const surplus = Object.values(lists).flatMap((list) => list.slice(MAX_POINTERS))
  const faulty = found.flatMap(({ value, fault }) => (fault === null ? [] : [{ value: shortened(value), fault }]))
  return {
    crl: lists.crl.slice(0, MAX_POINTERS),
    ocsp: lists.ocsp.slice(0, MAX_POINTERS),
    caIssuers: lists.caIssuers.slice(0, MAX_POINTERS),
    unusable: [...faulty, ...surplus.map((value) => ({ value: shortened(value), fault: 'too_many' as const }))].slice(
      0,
      4 * MAX_POINTERS,
    ),
  }
}

function shortened(value: string): string {
  return value.length > MAX_URL_LENGTH ? `${value.slice(0, MAX_URL_LENGTH)}…` : value
}

function reading<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof DerError) return null
    throw cause
  }
}

import 'server-only'
import { childrenOf, DerError, derTags, isUniversal, readDer, readObjectIdentifier, type DerNode } from './der.ts'

export type RawExtension = { oid: string; critical: boolean; value: Buffer }

/** The extensions of a certificate in their order (RFC 5280, 4.1). Throws DerError when it is not a certificate. */
export function readExtensions(certificate: Buffer): RawExtension[] {
  const toBeSigned = childrenOf(readDer(certificate))[0]
  if (!isUniversal(toBeSigned, derTags.sequence)) throw new DerError('no TBSCertificate')
  // extensions [3] EXPLICIT SEQUENCE OF Extension
  const wrapper = childrenOf(toBeSigned).find((node) => node.tagClass === 2 && node.tag === 3)
  if (wrapper === undefined) return []
  const list = childrenOf(wrapper)[0]
  return isUniversal(list, derTags.sequence) ? childrenOf(list).map(readExtension) : []
}

function readExtension(node: DerNode): RawExtension {
  const [oid, ...rest] = childrenOf(node)
  const flag = rest.length > 1 ? rest[0] : undefined
  const value = rest.at(-1)
  if (!isUniversal(value, derTags.octetString)) throw new DerError('extension without value')
  const critical = isUniversal(flag, derTags.boolean) && flag.content[0] !== 0 && flag.content[0] !== undefined
  return { oid: readObjectIdentifier(oid), critical, value: value.content }
}

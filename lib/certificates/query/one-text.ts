import { understandSearch } from '../search-query.ts'

/**
 * A PEM, or what `openssl x509` prints: their colons and parentheses say nothing here. Not where a condition stands beside
 * it: that would be lost, and the list would show what it was to leave out.
 */
export function isOneText(text: string): boolean {
  if (isTyped(text)) return false
  if (text.includes('-----BEGIN')) return true
  if (text.includes('Certificate:') && text.includes('Serial Number:')) return true
  return /serial|fingerprint/i.test(text) && understandSearch(text).kind === 'printed'
}

const LABEL = /(?:subject|issuer|serial|notBefore|notAfter|(?:sha-?\d+|md5) Fingerprint|Fingerprint)=/.source
/** Fields that no tool prints as they are typed: `Subject:`, `CA:TRUE` and `serial:` stand in certificates that are printed. */
const FIELD =
  /(?:status|type|expires|cn|san|algorithm|key|signature|alias|custom|id|owner|tag|note|sha256|sha1|md5|spki|request|issued|revoked|seen|crl|replacement|operation)(?::|[<>])/
    .source
const PEM = '-----BEGIN'

/** Nothing that a certificate or a tool says begins like this. */
const typed = [
  new RegExp(`^\\s*(?:[("]|NOT\\s|-(?!----BEGIN))`),
  new RegExp(`(?:^|\\s)[-(]*${FIELD}`, 'i'),
  new RegExp(`(?:^|\\s)[-(]+${LABEL}`, 'i'),
  new RegExp(`(?:^|\\s)(?:AND|OR|NOT)\\s+\\(?(?:${LABEL}|${PEM})`),
]

function isTyped(text: string): boolean {
  // What stands inside a PEM says nothing, damaged or not.
  const beside = text.replaceAll(/-----BEGIN.*?(?:-----END[^-]*-----|$)/gs, PEM)
  return typed.some((form) => form.test(beside))
}

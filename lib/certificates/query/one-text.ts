import { understandSearch } from '../search-query.ts'

/** A PEM, or what `openssl x509` prints: their colons and parentheses say nothing here. */
export function isOneText(text: string): boolean {
  if (text.includes('-----BEGIN')) return true
  if (text.includes('Certificate:') && text.includes('Serial Number:')) return true
  return /serial|fingerprint/i.test(text) && understandSearch(text).kind === 'printed'
}

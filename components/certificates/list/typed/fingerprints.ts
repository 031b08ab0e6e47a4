import type { SearchTerm } from '#lib/certificates/search-query.ts'

/**
 * What is searched for when PEMs are pasted: one by itself, those of a chain as a query for any of them; null where no
 * digest can be made.
 */
export async function queryOfPems(pems: readonly string[]): Promise<string | null> {
  const hexes = await Promise.all(pems.map(fingerprintOf))
  if (hexes.includes(null)) return null
  if (hexes.length === 1) return hexes[0] ?? null
  return hexes.map((hex) => `sha256:${hex ?? ''}`).join(' OR ')
}

/** SHA-256 of a certificate's DER. Null over plain http, where browsers offer no digest: the server makes it then. */
async function fingerprintOf(base64: string): Promise<string | null> {
  try {
    const der = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der))
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return null
  }
}

/** What is searched for when a print of openssl is pasted: the fingerprints alone, where each certificate has its own. */
export function queryOfPrinted(terms: readonly SearchTerm[]): string {
  const digests = terms.filter(({ field }) => field === 'sha256')
  const serials = terms.filter(({ field }) => field === 'serial')
  const told = digests.length > 0 && digests.length >= serials.length ? digests : terms
  return told.flatMap((term) => ('hex' in term ? `${term.field}:${term.hex}` : [])).join(' OR ')
}

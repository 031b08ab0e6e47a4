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

import 'server-only'

/** Retry-After (RFC 9110, 10.2.3), seconds or a date, as ms from now; 0 where it says nothing. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // Of what Date.parse takes, only dates with a zone, as RFC 9110 writes them.
  const at = /^[A-Z][a-z]{2},? .* GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? 0 : Math.max(0, at - now)
}

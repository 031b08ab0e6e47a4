/**
 * Where to go after sign-in: the `next` parameter if it is a path of this console, else the overview. Anything a
 * browser could read as another site (`//evil`, `/\evil`, `/%09/evil` after decoding, a scheme) is dropped, and so is
 * the sign-in page itself.
 */
export function safeNextPath(next: string | null | undefined): string {
  if (typeof next !== 'string' || next.length > 2_000 || !/^\/(?![/\\])/.test(next)) return '/'
  // URL parsers strip tab, CR and LF wherever they stand, and turn `\` into `/`.
  if (/[\p{Cc}\\]/u.test(next)) return '/'
  const base = 'http://console.invalid'
  const url = URL.parse(next, base)
  if (!url || url.origin !== base || url.pathname.startsWith('//')) return '/'
  if (url.pathname === '/sign-in' || url.pathname.startsWith('/api/')) return '/'
  return `${url.pathname}${url.search}`
}

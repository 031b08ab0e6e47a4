/** Hosts of this machine alone: plain http to and from them crosses no wire. URL spelling, IPv6 in brackets. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/**
 * The origin that browsers use: RESCIND_PUBLIC_URL, or what RESCIND_HOST and PORT give. A wildcard address is no place
 * that a browser can go to, so it is spelled as this machine's loopback. Null when the URL is not a bare http(s)
 * origin, or is plain http to another machine: the password would cross the network in clear, and browsers withhold
 * `crypto.randomUUID` and the clipboard from such pages, which the dialogs need.
 */
export function publicOriginOf(settings: {
  publicUrl?: string | undefined
  host: string
  port: number
}): string | null {
  const text = settings.publicUrl ?? `http://${urlHostOf(settings.host)}:${String(settings.port)}`
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) return null
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) return null
  return url.origin
}

function urlHostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

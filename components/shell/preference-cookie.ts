const yearSeconds = 365 * 24 * 60 * 60

/** The `document.cookie` line for a display preference. Values come from closed lists; nothing in it is secret. */
export function preferenceCookie(name: string, value: string, protocol: string): string {
  const secure = protocol === 'https:' ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${String(yearSeconds)}; SameSite=Lax${secure}`
}

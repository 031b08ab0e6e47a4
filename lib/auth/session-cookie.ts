/**
 * The session cookie, defined once and handed to our own sign-in, to next-auth's options and to proxy.ts (each of
 * which would otherwise look for a name of its own). `__Host-` (RFC 6265bis, 4.1.3.2) binds it to this host and to
 * https; on loopback's plain http browsers would refuse that prefix.
 */
export function sessionCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-rescind.session' : 'rescind.session'
}

/** Lax, not strict: a link to `/r/<RequestId>` from a ticket must find the reader signed in. */
export function sessionCookieOptions(isHttps: boolean) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps } as const
}

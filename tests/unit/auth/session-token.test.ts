import { decode, encode } from 'next-auth/jwt'
import { expect, it } from 'vitest'
import { sessionCookieName, sessionCookieOptions } from '#lib/auth/session-cookie.ts'
import { encodeSessionToken, sessionIdOf } from '#lib/auth/server/session-token.ts'

const secret = 'a secret of the tests, long enough'

it('carries the session id, encrypted, and nothing else', async () => {
  const token = await encodeSessionToken('the-session-id', secret)
  expect(token).not.toContain('the-session-id')
  expect(await sessionIdOf(token, secret)).toBe('the-session-id')
  const claims = await decode({ token, secret })
  expect(Object.keys(claims ?? {}).sort()).toEqual(['exp', 'iat', 'jti', 'sid'])
})

it('opens nothing when it is forged, foreign, empty or of another shape', async () => {
  const token = await encodeSessionToken('the-session-id', secret)
  expect(await sessionIdOf(token, 'another secret of the tests')).toBeNull()
  expect(await sessionIdOf(`${token}x`, secret)).toBeNull()
  expect(await sessionIdOf(undefined, secret)).toBeNull()
  expect(await sessionIdOf('', secret)).toBeNull()
  expect(await sessionIdOf('a'.repeat(5_000), secret)).toBeNull()
  expect(await sessionIdOf(await encode({ token: { sid: '', sub: 'admin' }, secret }), secret)).toBe('')
  expect(await sessionIdOf(await encode({ token: { sub: 'admin' }, secret }), secret)).toBeNull()
})

it('is over after its time', async () => {
  expect(await sessionIdOf(await encode({ token: { sid: 'x' }, secret, maxAge: -60 }), secret)).toBeNull()
})

it('travels in a cookie bound to the host where the public URL is https', () => {
  expect(sessionCookieName(true)).toMatch(/^__Host-/)
  expect(sessionCookieName(false)).not.toMatch(/^__/)
  // RFC 6265bis: a `__Host-` cookie has Secure, Path=/ and no Domain.
  expect(sessionCookieOptions(true)).toEqual({ httpOnly: true, sameSite: 'lax', path: '/', secure: true })
  expect(sessionCookieOptions(false)).toMatchObject({ httpOnly: true, secure: false })
})

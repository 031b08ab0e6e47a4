import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, newNonce, securityHeaders } from '#lib/http/server/security-headers.ts'

function directivesOf(policy: string): Map<string, string> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )
}

describe('the content security policy', () => {
  const policy = directivesOf(contentSecurityPolicy({ nonce: 'N', isHttps: true, isDevelopment: false }))

  it('runs scripts by nonce alone', () => {
    expect(policy.get('script-src')).toBe(`'nonce-N' 'strict-dynamic'`)
    expect(policy.get('default-src')).toBe(`'none'`)
    expect(policy.get('object-src')).toBe(`'none'`)
    expect(policy.get('base-uri')).toBe(`'none'`)
  })

  it('lets style attributes be, and no style element without the nonce', () => {
    expect(policy.get('style-src')).toBe(`'self' 'nonce-N'`)
    expect(policy.get('style-src-attr')).toBe(`'unsafe-inline'`)
  })

  it('is framed by nobody and posts to this console alone', () => {
    expect(policy.get('frame-ancestors')).toBe(`'none'`)
    expect(policy.get('form-action')).toBe(`'self'`)
    expect(policy.get('connect-src')).toBe(`'self'`)
  })

  it('allows eval in development alone, and upgrades behind TLS alone', () => {
    const development = contentSecurityPolicy({ nonce: 'N', isHttps: false, isDevelopment: true })
    expect(development).toContain(`'unsafe-eval'`)
    expect(development).not.toContain('upgrade-insecure-requests')
    expect(policy.has('upgrade-insecure-requests')).toBe(true)
    expect([...policy.values()].join(' ')).not.toContain('unsafe-eval')
  })
})

it('the other headers say nosniff, and HSTS behind TLS alone', () => {
  expect(securityHeaders({ isHttps: false })).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  })
  expect(securityHeaders({ isHttps: false })).not.toHaveProperty('strict-transport-security')
  expect(securityHeaders({ isHttps: true })['strict-transport-security']).toMatch(/^max-age=\d{8}/)
})

it('a nonce has 128 bits and is another one each time', () => {
  expect(Buffer.from(newNonce(randomBytes), 'base64')).toHaveLength(16)
  expect(newNonce(randomBytes)).not.toBe(newNonce(randomBytes))
})

import { NextRequest } from 'next/server'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { sessionCookieName } from '#lib/auth/session-cookie.ts'
import { encodeSessionToken } from '#lib/auth/server/session-token.ts'

const secret = 'a secret of the tests, long enough'
const publicOrigin = 'https://console.example'
let proxy: (request: NextRequest) => Promise<Response>

beforeAll(async () => {
  vi.stubEnv('RESCIND_PUBLIC_URL', publicOrigin)
  vi.stubEnv('NEXTAUTH_SECRET', secret)
  ;({ proxy } = await import('../../../proxy.ts'))
})

/** Next always says localhost, whatever the browser called. */
function request(path: string, init: { method?: string; headers?: Record<string, string> } = {}): NextRequest {
  return new NextRequest(`http://localhost:3000${path}`, init)
}

async function signedIn(): Promise<Record<string, string>> {
  return { cookie: `${sessionCookieName(true)}=${await encodeSessionToken('some session', secret)}` }
}

describe('every answer', () => {
  it('has a policy with a nonce of its own, which the page is told', async () => {
    const [first, second] = [await proxy(request('/sign-in')), await proxy(request('/sign-in'))]
    const nonce = /'nonce-([^']+)'/.exec(first.headers.get('content-security-policy') ?? '')?.[1]
    expect(nonce).toBeDefined()
    expect(second.headers.get('content-security-policy')).not.toContain(nonce)
    expect(first.headers.get('x-middleware-request-x-nonce')).toBe(nonce)
    expect(first.headers.get('x-middleware-request-content-security-policy')).toContain(nonce)
  })

  it.each(['/sign-in', '/certificates', '/api/certificates', '/nowhere'])(
    'for %s has the other headers',
    async (path) => {
      const { headers } = await proxy(request(path))
      expect(headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`)
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it('takes no nonce from the client', async () => {
    const { headers } = await proxy(request('/sign-in', { headers: { 'x-nonce': 'chosen' } }))
    expect(headers.get('x-middleware-request-x-nonce')).not.toBe('chosen')
  })
})

describe('who has no session', () => {
  it('is led to the sign-in page of the public origin and back', async () => {
    const response = await proxy(request('/certificates?q=a%26b&status=valid'))
    expect(response.status).toBe(307)
    const location = new URL(response.headers.get('location') ?? '')
    expect([location.origin, location.pathname]).toEqual([publicOrigin, '/sign-in'])
    expect(location.searchParams.get('next')).toBe('/certificates?q=a%26b&status=valid')
  })

  it.each(['/sign-in', '/api/certificates', '/favicon.ico'])('is not led away from %s', async (path) => {
    expect((await proxy(request(path))).headers.has('location')).toBe(false)
  })

  it.each([`${sessionCookieName(true)}=forged`, `${sessionCookieName(false)}=x`, 'next-auth.session-token=x'])(
    'has none with the cookie %s',
    async (cookie) => {
      expect((await proxy(request('/', { headers: { cookie } }))).status).toBe(307)
    },
  )

  it('has one with a cookie of ours', async () => {
    expect((await proxy(request('/', { headers: await signedIn() }))).status).toBe(200)
  })
})

describe('what would change something', () => {
  const own = { origin: publicOrigin, 'sec-fetch-site': 'same-origin' }

  it.each([
    ['POST', {}],
    ['POST', { origin: 'null' }],
    ['POST', { origin: 'https://evil.example' }],
    ['POST', { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }],
    ['POST', { ...own, 'sec-fetch-site': 'same-site' }],
    ['DELETE', {}],
    ['PATCH', { origin: 'http://console.example' }],
  ])('%s with %j is refused', async (method, headers) => {
    const response = await proxy(request('/certificates', { method, headers: { ...headers, ...(await signedIn()) } }))
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'foreign_origin' })
  })

  it('passes from a page of ours, signed in or not: the action answers that', async () => {
    expect((await proxy(request('/sign-in', { method: 'POST', headers: own }))).status).toBe(200)
    expect((await proxy(request('/certificates', { method: 'POST', headers: own }))).headers.has('location')).toBe(
      false,
    )
  })
})

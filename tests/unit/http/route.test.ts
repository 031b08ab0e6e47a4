import { beforeEach, describe, expect, it, vi } from 'vitest'
import { err, ok, type Result } from '#lib/core/result.ts'
import { apiRoute, readRoute } from '#lib/http/server/route.ts'
import type { AccessError, Verb } from '#lib/service/server/verb.ts'

vi.mock('next/navigation', () => ({ unstable_rethrow: () => undefined }))
vi.mock('#lib/auth/server/current-actor.ts', () => ({ currentActor: async () => ({ kind: 'anonymous', address: '' }) }))
vi.mock('#lib/http/server/context.ts', () => ({
  contextFor: async (_actor: unknown, correlationId: string) => ({ correlationId }),
}))

type Failure = { code: 'gone'; requestId: string }
type Answer = Result<unknown, Failure | AccessError>

let asked: unknown[] = []
beforeEach(() => {
  asked = []
})

function verbOf(answer: Answer | Error): Verb<unknown, Failure> {
  const call = async (_ctx: unknown, raw: unknown): Promise<Answer> => {
    asked.push(raw)
    if (answer instanceof Error) throw answer
    return answer
  }
  return Object.assign(call, { verbName: 'get_certificate', permission: 'inventory.read', kind: 'read' } as const)
}

function get(answer: Answer | Error, params: Record<string, string> | undefined = { identifier: 'a' }) {
  const route = readRoute(verbOf(answer), (request) => ({ ...request.params, q: request.searchParams.get('q') }), {
    gone: 404,
  })
  return route(new Request('http://localhost/api/x?q=1'), { params: Promise.resolve(params) })
}

describe('a read route', () => {
  it('answers what the verb says, stored by nobody', async () => {
    const response = await get(ok({ items: [] }))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ items: [] })
    expect(asked).toEqual([{ identifier: 'a', q: '1' }])
  })

  it('decodes path segments, which Next does not', async () => {
    await get(ok(null), { identifier: '%E7%8E%8B%2F1' })
    expect(asked).toEqual([{ identifier: '王/1', q: '1' }])
  })

  it('works without any, where Next hands over none at all', async () => {
    const route = apiRoute(async () => new Response('fine'))
    const response = await route(new Request('http://localhost/api/x'), { params: Promise.resolve(undefined) })
    expect(await response.text()).toBe('fine')
  })

  it('refuses a segment that is no UTF-8', async () => {
    const response = await get(ok(null), { identifier: '%E7%8E' })
    expect(response.status).toBe(400)
    expect(asked).toEqual([])
  })

  it.each<[AccessError, number]>([
    [{ code: 'unauthenticated' }, 401],
    [{ code: 'password_change_required' }, 403],
    [{ code: 'forbidden', permission: 'audit.read', heldBy: ['admin'], auditSequence: 7 }, 403],
    [{ code: 'invalid_input', issues: [{ path: 'q', message: 'too long' }] }, 400],
  ])('turns %j into a problem with status %i', async (error, status) => {
    const response = await get(err(error))
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ ...error, status, correlationId: expect.any(String) as string })
  })

  it("gives the verb's own failures their status and members", async () => {
    const response = await get(err({ code: 'gone', requestId: 'R-1' }))
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'gone', requestId: 'R-1' })
  })

  it.each([
    [new Error('secret of the driver'), 500, { code: 'internal' }],
    [fullDisk('secret of the driver'), 503, { code: 'store_unavailable', failure: 'full' }],
  ])('tells nothing of %s but the closed word', async (cause, status, told) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const response = await get(cause)
    expect(response.status).toBe(status)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ ...told, status })
    expect(text + stderr.mock.calls.join('')).not.toContain('secret of the driver')
    stderr.mockRestore()
  })
})

function fullDisk(message: string): Error {
  return Object.assign(new Error(message), { code: 'SQLITE_FULL' })
}

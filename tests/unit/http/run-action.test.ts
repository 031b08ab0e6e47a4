import { describe, expect, it, vi } from 'vitest'
import { inFlightCount } from '#lib/http/in-flight.ts'
import { performAction, type ActionRequest } from '#lib/http/server/run-action.ts'
import { answerUnexpected } from '#lib/http/server/unexpected.ts'
import { err, ok } from '#lib/core/result.ts'
import { createLog } from '#lib/log/server/log.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Verb } from '#lib/service/server/verb.ts'

vi.mock('next/headers', () => ({}))
vi.mock('next/navigation', () => ({}))

type Call = (ctx: VerbContext, raw: unknown) => ReturnType<Verb<string, { code: 'busy' }>>

function verbOf(call: Call): Verb<string, { code: 'busy' }> {
  return Object.assign(call, { verbName: 'end_session', permission: 'account.self', kind: 'write' } as const)
}

/** A verb that must not get this far asks for nothing of its context. */
const noContext = {} as VerbContext

function requestWith(headers: Record<string, string>, lines: string[] = []): ActionRequest {
  const log = createLog('debug', (line) => lines.push(line))
  return {
    headers: new Headers(headers),
    publicOrigin: 'https://console.example',
    correlationId: 'correlation-1',
    context: async () => noContext,
    unexpected: (cause) => answerUnexpected(cause, { log, correlationId: 'correlation-1' }),
  }
}

const own = { origin: 'https://console.example', 'sec-fetch-site': 'same-origin' }

describe('an action', () => {
  it('gives the verb what came in and answers what it says', async () => {
    const verb = verbOf(async (_ctx, raw) => (raw === 'x' ? ok('done') : err({ code: 'busy' })))
    expect(await performAction(verb, 'x', requestWith(own))).toEqual({ ok: true, value: 'done' })
    expect(await performAction(verb, 'y', requestWith(own))).toEqual({ ok: false, error: { code: 'busy' } })
  })

  it.each([{}, { origin: 'null' }, { origin: 'https://evil.example' }, { ...own, 'sec-fetch-site': 'cross-site' }])(
    'is refused with headers %j before anything is read',
    async (headers) => {
      const verb = verbOf(async () => {
        throw new Error('the verb ran')
      })
      const request = { ...requestWith(headers), context: () => Promise.reject(new Error('the store was read')) }
      expect(await performAction(verb, {}, request)).toEqual({ ok: false, error: { code: 'foreign_origin' } })
    },
  )

  it('tells nothing of what it did not foresee, and logs where it happened', async () => {
    const lines: string[] = []
    const verb = verbOf(async () => {
      throw new Error('secret of the driver')
    })
    const result = await performAction(verb, 'typed by a user', requestWith(own, lines))
    expect(result).toEqual({ ok: false, error: { code: 'internal', correlationId: 'correlation-1' } })
    expect(lines.join('')).toContain('correlation-1')
    expect(lines.join('')).toContain('run-action.test.ts')
    expect(lines.join('')).not.toMatch(/secret of the driver|typed by a user/)
  })

  it('says that the store is the cause where it is', async () => {
    const verb = verbOf(() => Promise.reject(Object.assign(new Error('disk'), { code: 'SQLITE_FULL' })))
    expect(await performAction(verb, {}, requestWith(own))).toMatchObject({
      error: { code: 'store_unavailable', failure: 'full' },
    })
  })

  it('counts as work under way until it has ended, however it ends', async () => {
    const seen: number[] = []
    const verb = verbOf(async () => {
      seen.push(inFlightCount())
      throw new Error('over')
    })
    await performAction(verb, {}, requestWith(own))
    expect([...seen, inFlightCount()]).toEqual([1, 0])
  })
})

import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Actor, UserActor } from '#lib/auth/actor.ts'
import { can, permissions, roles, type Permission, type Role } from '#lib/auth/roles.ts'
import { ok } from '#lib/core/result.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'

const recorded = vi.hoisted(() => [] as { action: string; outcome: string }[])
vi.mock('#lib/audit/server/record.ts', () => ({
  recordEvent: async (_trx: unknown, _ctx: unknown, event: { action: string; outcome: string }) => {
    recorded.push(event)
    return { sequence: recorded.length, hash: '' }
  },
}))
const store = vi.hoisted(() => ({ isFull: false }))
vi.mock('#lib/db/server/transaction.ts', () => ({
  transaction: async (_db: unknown, run: (trx: unknown) => Promise<unknown>) => {
    if (store.isFull) throw new Error('disk full')
    return run({})
  },
}))

function userOf(role: Role, mustChangePassword = false): UserActor {
  const identity = { userId: 'u', email: 'u@example.test', name: 'U', sessionHash: 'h', address: '192.0.2.1' }
  return { kind: 'user', role, mustChangePassword, ...identity }
}

/** So that a stranger's refusals are recorded one by one. */
const aMinuteLater = { now: () => (minutes += 1) * 60_000 }
let minutes = 0

function contextOf(actor: Actor): VerbContext {
  const context: Partial<VerbContext> = { actor, correlationId: 'c', clock: aMinuteLater, log: () => undefined }
  return context as VerbContext
}

function verbNeeding(permission: Permission, kind: 'read' | 'write' = 'write') {
  const run = vi.fn(async (_ctx: VerbContext, { n }: { n: number }) => ok(n + 1))
  const called = verb({ name: 'end_session', permission, kind, input: z.strictObject({ n: z.number() }), run })
  return { run, called }
}

describe.each(permissions)('a verb that needs %s', (permission) => {
  it.each(roles)('for %s', async (role) => {
    recorded.length = 0
    const { run, called } = verbNeeding(permission)
    const result = await called(contextOf(userOf(role)), { n: 1 })
    if (can(role, permission)) {
      expect(result).toEqual({ ok: true, value: 2 })
      expect(recorded).toEqual([])
    } else {
      expect(result).toMatchObject({ ok: false, error: { code: 'forbidden', permission, auditSequence: 1 } })
      expect(recorded).toMatchObject([{ action: 'end_session', outcome: 'denied', details: { permission } }])
      expect(run).not.toHaveBeenCalled()
    }
  })

  it('is refused to a stranger, and to a user with a one-time password unless it is about himself', async () => {
    const { run, called } = verbNeeding(permission)
    expect(await called(contextOf({ kind: 'anonymous', address: '' }), { n: 1 })).toEqual({
      ok: false,
      error: { code: 'unauthenticated' },
    })
    const fresh = await called(contextOf(userOf('admin', true)), { n: 1 })
    expect(fresh.ok).toBe(permission === 'account.self')
    expect(run).toHaveBeenCalledTimes(permission === 'account.self' ? 1 : 0)
  })
})

describe('the order', () => {
  it('is permission before parsing: who may not call it learns nothing of its input', async () => {
    const { called } = verbNeeding('users.manage')
    expect(await called(contextOf(userOf('viewer')), 'nonsense')).toMatchObject({ error: { code: 'forbidden' } })
    expect(await called(contextOf(userOf('admin')), 'nonsense')).toMatchObject({ error: { code: 'invalid_input' } })
  })

  it('names the field that is wrong and does not repeat what stood in it', async () => {
    const { run, called } = verbNeeding('account.self')
    const result = await called(contextOf(userOf('viewer')), { n: 'hunter2' })
    expect(result).toMatchObject({ error: { issues: [{ path: 'n' }] } })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(run).not.toHaveBeenCalled()
  })

  it('does not repeat a field that nobody asked for', async () => {
    const { called } = verbNeeding('account.self')
    const result = await called(contextOf(userOf('viewer')), { n: 1, '<script>': 1 })
    expect(result).toMatchObject({ error: { code: 'invalid_input' } })
    expect(JSON.stringify(result)).not.toContain('<script>')
  })
})

describe('refusals', () => {
  it("of a stranger's reads leave no record, his writes do", async () => {
    recorded.length = 0
    const stranger = contextOf({ kind: 'anonymous', address: '' })
    await verbNeeding('inventory.read', 'read').called(stranger, {})
    expect(recorded).toEqual([])
    await verbNeeding('inventory.read', 'write').called(stranger, {})
    expect(recorded).toHaveLength(1)
  })

  it('stay refusals when they cannot be recorded', async () => {
    store.isFull = true
    const result = await verbNeeding('users.manage').called(contextOf(userOf('viewer')), {})
    store.isFull = false
    expect(result).toMatchObject({ ok: false, error: { code: 'forbidden', auditSequence: null } })
  })
})

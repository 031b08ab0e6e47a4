import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { rolesWith } from '#lib/auth/roles.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Verb } from '#lib/service/server/verb.ts'
import { admissionOf, people, permissionOf, type Person } from '#tests/support/policy.ts'

// Every verb for every kind of actor, called as it is, with no page, route, action or proxy.ts before it.

const recorded = vi.hoisted(() => [] as { action: string; outcome: string }[])
vi.mock('#lib/audit/server/record.ts', () => ({
  recordEvent: async (_trx: unknown, _ctx: unknown, event: { action: string; outcome: string }) => {
    recorded.push(event)
    return { sequence: recorded.length, hash: '' }
  },
}))
vi.mock('#lib/db/server/transaction.ts', () => ({
  transaction: async (_db: unknown, run: (trx: unknown) => Promise<unknown>) => run({}),
}))

const root = path.resolve(import.meta.dirname, '../../..')

/** As the sources have them: `export const name = verb(…)` or `verb<…>(…)`. */
const found = globSync('lib/**/server/**/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(path.join(root, file), 'utf8').matchAll(/^export const (\w+)(?:: [^=]+)? = verb[<(]/gm)].map(
    ([, name = '']) => ({ name, file }),
  ),
)
const modules = await Promise.all(
  found.map(async ({ name, file }) => {
    const exported: unknown = await import(path.join(root, file))
    return [name, Reflect.get(Object(exported), name) as Verb<unknown, { code: string }>] as const
  }),
)
const verbs = new Map(modules)
const names = Object.keys(permissionOf) as (keyof typeof permissionOf)[]

beforeEach(() => {
  recorded.length = 0
})

it('the table and the sources name the same verbs', () => {
  expect(found.map(({ name }) => name).sort()).toEqual(names.toSorted())
})

it('nothing else in the sources calls verb(…): each is an export that this test finds', () => {
  const calls = globSync('{lib,app,components}/**/*.{ts,tsx}', { cwd: root })
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .filter((text) => /import \{[^}]*\bverb\b[^}]*\} from '#lib\/service\/server\/verb\.ts'/.test(text))
    .reduce((count, text) => count + [...text.matchAll(/\bverb(?:<[^()]*>)?\(/g)].length, 0)
  expect(calls).toBe(names.length)
})

describe.each(names)('%s', (name) => {
  const permission = permissionOf[name]

  it('asks for what the table says', () => {
    expect(verbs.get(name)?.permission).toBe(permission)
  })

  it.each(people)('for %s', async (person) => {
    const verb = verbs.get(name)
    if (!verb) throw new Error(`no verb ${name}`)
    // Nothing is a good input of any verb: whoever is let in learns that, and nothing runs.
    const result = await verb(contextOf(actorOf(person)), null)
    const admission = admissionOf(person, permission)
    expect(result).toMatchObject({ ok: false, error: { code: admission === 'allowed' ? 'invalid_input' : admission } })
    if (admission === 'forbidden') {
      expect(result).toMatchObject({ error: { permission, heldBy: rolesWith(permission), auditSequence: 1 } })
    }
    const isRecorded = admission !== 'allowed' && !(admission === 'unauthenticated' && verb.kind === 'read')
    expect(recorded).toEqual(isRecorded ? [{ action: verb.verbName, outcome: 'denied', details: { permission } }] : [])
  })
})

/** Whoever holds no open session is nobody: reading the session's row says so, and the contract tests of sessions. */
function actorOf(person: Person): Actor {
  switch (person) {
    case 'anonymous':
    case 'disabled':
    case 'ended':
      return { kind: 'anonymous', address: '192.0.2.1' }
    case 'fresh':
      return { ...someUser, role: 'admin', mustChangePassword: true }
    case 'viewer':
    case 'operator':
    case 'auditor':
    case 'admin':
      return { ...someUser, role: person, mustChangePassword: false }
  }
}

const someUser = {
  kind: 'user',
  userId: 'u',
  email: 'u@example.test',
  name: 'U',
  sessionHash: 'h',
  address: '192.0.2.1',
} as const

/** So that a stranger's refusals are recorded one by one. */
const aMinuteLater = { now: () => (minutes += 1) * 60_000 }
let minutes = 0

function contextOf(actor: Actor): VerbContext {
  const context: Partial<VerbContext> = { actor, correlationId: 'c', clock: aMinuteLater, log: () => undefined }
  return context as VerbContext
}

import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { acknowledgeAlarm } from '#lib/alarms/server/acknowledge.ts'
import { raiseAlarm } from '#lib/alarms/server/raise.ts'
import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { nameKey } from '#lib/audit/server/key-of-log.ts'
import { announceDestinations } from '#lib/audit/server/ship/announce.ts'
import { fileDestination } from '#lib/audit/server/ship/file-destination.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { tamper } from '#tests/contract/audit/tamper.ts'
import { evidenceBench } from '#tests/contract/evidence/support.ts'
import { auditKeyNumber, auditSealNumber } from '#tests/support/audit-key.ts'
import { startNeighbour, type Neighbour } from '#tests/support/emulator-neighbour.ts'
import { scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'
import { atomic, converging, type Bench, type Case } from './loop.ts'

// What is signed of the audit, and what the CRLs show of a revocation: found out by the worker, told in the audit.

function workerOf({ failing, emergency, clock }: Bench) {
  return contextOn(failing, scriptedCloud([]), { actor: { kind: 'worker', name: 'checkpoint' }, emergency, clock })
}

let keys = 0

const nameKeyCase = atomic('change_audit_key', async (parts) => {
  keys += 1
  const key = auditKeyNumber(keys)
  const ctx = workerOf(parts)
  return { act: () => nameKey(ctx.db, ctx, key) }
})

const signCase = atomic('sign_checkpoint', async (parts) => {
  const ctx = workerOf(parts)
  const seal = auditSealNumber(1)
  await nameKey(parts.whole.db, ctx, seal.key)
  await somethingHappens(parts)
  const signer = createCheckpointSigner(seal)
  return { act: () => signer.sign(ctx, { atOnce: true }) }
})

/** So that there is something to sign. */
async function somethingHappens(parts: Bench): Promise<void> {
  const event = { action: 'verify_audit', outcome: 'done' } as const
  await transaction(parts.whole.db, (trx) => recordEvent(trx, workerOf(parts), event))
}

/** What was signed is gone: nothing more is signed, and a person is told, once. */
const refusedCase = atomic('sign_checkpoint, refused', async (parts) => {
  const { whole, clock } = parts
  const ctx = workerOf(parts)
  const signer = createCheckpointSigner(auditSealNumber(1))
  await somethingHappens(parts)
  expect(await signer.sign(ctx, { atOnce: true })).toBe('signed')
  await whole.db.deleteFrom('facts').execute()
  await tamper(whole, 'delete from audit_checkpoints')
  return {
    act: () => {
      clock.pass(61_000)
      return signer.sign(ctx, { atOnce: true })
    },
  }
})

const target = (identifier: string) => ({ identifier, serialNumber: '0a', commonName: identifier })

const acknowledgeCase = atomic('acknowledge_alarm', async ({ failing, whole, emergency }) => {
  const actor = await signedInUser(whole, 'operator', randomUUID())
  const ctx = contextOn(failing, scriptedCloud([]), { actor, emergency })
  const subject = randomUUID()
  const about = { target: target(subject), operationId: undefined }
  const details = { trustedUntil: null, url: null, crlSha256: null, expectedBy: null, problem: null }
  await transaction(whole.db, (trx) =>
    raiseAlarm(trx, ctx, { kind: 'not_published', subject, about, caIdentifier: null, details }),
  )
  const { id } = await whole.db
    .selectFrom('alarms')
    .select('id')
    .where('subject', '=', subject)
    .executeTakeFirstOrThrow()
  const act = () => acknowledgeAlarm(ctx, { id, comment: 'seen' })
  return { act, afterLost: ['acknowledged_already'] }
})

let vendor: Promise<Neighbour> | null = null

/** One emulator for all of them, stopped with the test. */
async function looking({ failing }: Bench) {
  const neighbour = await (vendor ??= startNeighbour({ unthrottled: true }))
  const bench = await evidenceBench(failing, neighbour)
  return { bench, neighbour }
}

const looks = new WeakMap<Bench, Awaited<ReturnType<typeof looking>>>()

/** A revocation that was accepted, and what its CA publishes of it after `crlDelayMs`. */
async function accepted(parts: Bench, crlDelayMs: number) {
  const known = looks.get(parts)
  const { bench, neighbour } = known ?? (await looking(parts))
  if (!known) {
    looks.set(parts, { bench, neighbour })
    onTestFinished(async () => {
      await bench.close()
      vendor = null
      await neighbour.stop()
    })
  }
  bench.time.ahead = 0
  // What earlier runs have left would be looked for as well: more statements in each run, without an end.
  await parts.whole.db.deleteFrom('publications').execute()
  await neighbour.set({ crlDelayMs })
  const [identifier = ''] = await neighbour.issue({ count: 1 })
  await bench.revoke(identifier)
  const events = async (db: Database, action: string) => {
    const query = db.selectFrom('audit_events').select('sequence').where('identifier', '=', identifier)
    return (await query.where('action', '=', action as never).execute()).length
  }
  const stateOf = async () => (await bench.publication(identifier))?.state
  return { bench, identifier, events, stateOf }
}

const publishedCase = converging('crl_finding', async (parts) => {
  const { bench, events, stateOf } = await accepted(parts, 0)
  return {
    act: () => {
      bench.time.ahead += 60_000
      return bench.look()
    },
    holds: async (db) => expect(await events(db, 'crl_finding')).toBe((await stateOf()) === 'published' ? 1 : 0),
    isDone: async () => expect(await stateOf()).toBe('published'),
  }
})

const overdueCase = converging('raise_alarm', async (parts) => {
  const { bench, identifier, events, stateOf } = await accepted(parts, 24 * 60 * 60_000)
  await bench.look()
  const expectedBy = (await bench.publication(identifier))?.expectedBy ?? ''
  bench.time.ahead = Date.parse(expectedBy) - Date.now() + 15 * 60_000
  const alarms = async (db: Database) =>
    (await db.selectFrom('alarms').select('id').where('identifier', '=', identifier).execute()).length
  return {
    act: () => {
      bench.time.ahead += 15 * 60_000
      return bench.look()
    },
    holds: async (db) => {
      const count = (await stateOf()) === 'overdue' ? 1 : 0
      expect([await alarms(db), await events(db, 'raise_alarm')]).toEqual([count, count])
    },
    isDone: async () => {
      if ((await stateOf()) !== 'overdue') await bench.look()
      expect(await stateOf()).toBe('overdue')
    },
  }
})

let destinations = 0

function anotherFile() {
  destinations += 1
  return fileDestination(`/var/log/audit-${String(destinations)}.jsonl`)
}

/** One destination instead of another. */
const shippingCase = atomic('change_audit_shipping', async (parts) => {
  const ctx = workerOf(parts)
  const [present, next] = [anotherFile(), anotherFile()]
  await announceDestinations(parts.whole.db, ctx, [present])
  return { act: () => announceDestinations(ctx.db, ctx, [next]) }
})

export const proofCases = {
  change_audit_key: [nameKeyCase],
  sign_checkpoint: [signCase, refusedCase],
  change_audit_shipping: [shippingCase],
  acknowledge_alarm: [acknowledgeCase],
  crl_finding: [publishedCase],
  raise_alarm: [overdueCase],
} satisfies Record<string, Case[]>

import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Database } from '#lib/db/server/database.ts'
import { buryMissing, keepMissing } from '#lib/sync/server/decide-missing.ts'
import { runSync } from '#lib/sync/server/run.ts'
import { syncTurn } from '#lib/sync/server/turn.ts'
import { benchOn as syncBenchOn, emptyMirror, plan, turn } from '#tests/contract/sync/support.ts'
import { scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'
import { isThorough } from '../seeds.ts'
import { atomic, converging, type Bench, type Case } from './loop.ts'

async function adminOf(parts: Bench) {
  const { failing, whole, emergency, clock } = parts
  const actor = await signedInUser(whole, 'admin', randomUUID())
  return contextOn(failing, scriptedCloud([]), { actor, emergency, clock })
}

const runSyncCase = atomic('run_sync', async (parts) => {
  await parts.whole.db.deleteFrom('facts').execute()
  const ctx = await adminOf(parts)
  return { act: () => runSync(ctx, {}) }
})

/** A pass that has found more missing than may vanish. */
async function asked({ whole: { db } }: Bench): Promise<number> {
  await db.deleteFrom('facts').execute()
  await db.deleteFrom('sync_passes').execute()
  const missing = JSON.stringify({ count: 30, sample: [] })
  const { id } = await db
    .insertInto('sync_passes')
    .values({
      started_at: 1,
      ended_at: 2,
      state: 'asks',
      complete: 0,
      pages: 1,
      rows: 1,
      vendor_total: 1,
      missing,
      failure: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const buryCase = atomic('bury_missing', async (parts) => {
  const passId = await asked(parts)
  const ctx = await adminOf(parts)
  return { act: () => buryMissing(ctx, { passId }) }
})

const keepCase = atomic('keep_missing', async (parts) => {
  const passId = await asked(parts)
  const ctx = await adminOf(parts)
  return { act: () => keepMissing(ctx, { passId }) }
})

type Found = { finding: string; identifier: string | null }

/** Since `before`: what the audit says was found. */
async function findings(db: Database, before: number): Promise<Found[]> {
  const query = db.selectFrom('audit_events').select(['record', 'identifier']).where('sequence', '>', before)
  const rows = await query.where('action', '=', 'sync_finding').orderBy('sequence').execute()
  return rows.map(({ record, identifier }) => ({
    finding: (JSON.parse(record) as { details: { finding: string } }).details.finding,
    identifier,
  }))
}

/** Each pass finds one certificate deleted and one revoked elsewhere, once: mirror and finding go together. */
const passCase = converging(
  'sync_finding',
  async (parts) => {
    await emptyMirror(parts.whole)
    const bench = syncBenchOn(parts.failing, 4)
    await turn(bench)
    const gone = bench.cloud.truth.shift()?.identifier ?? ''
    const [first] = bench.cloud.truth
    if (first) bench.cloud.truth[0] = { ...first, vendorStatus: 'REVOKE' }
    const { sequence } = await parts.whole.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()
    const holds = async (db: Database) => {
      const rows = await db.selectFrom('certificates').select(['identifier', 'vendor_status', 'deleted_how']).execute()
      const found = await findings(db, sequence)
      const buried = rows.filter(({ deleted_how: how }) => how !== null).map(({ identifier }) => identifier)
      const revoked = rows.filter((row) => row.vendor_status === 'REVOKE').map(({ identifier }) => identifier)
      const said = (what: string) => found.filter(({ finding }) => finding === what).map(({ identifier }) => identifier)
      expect(said('deleted_elsewhere')).toEqual(buried)
      expect(said('revoked_elsewhere')).toEqual(revoked)
      expect(buried.every((identifier) => identifier === gone)).toBe(true)
    }
    const isDone = async (db: Database) => {
      expect(await findings(db, sequence)).toHaveLength(2)
      const last = await db.selectFrom('sync_passes').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
      expect(last).toMatchObject({ state: 'done', complete: 1 })
    }
    const act = async () => {
      bench.pass(plan.intervalMs)
      await syncTurn(bench.ctx, plan)
    }
    return { act, holds, isDone }
  },
  isThorough ? undefined : ['from_then_on'],
)

/** An admin's order to bury is carried out by the worker: each tombstone with its finding, and one event in the end. */
const burialCase = converging(
  'bury_missing, carried out',
  async (parts) => {
    await emptyMirror(parts.whole)
    const bench = syncBenchOn(parts.failing, 6)
    await turn(bench)
    const gone = bench.cloud.truth.splice(0, 3).map(({ identifier }) => identifier)
    const { id } = await parts.whole.db
      .insertInto('sync_passes')
      .values({
        started_at: bench.ctx.clock.now(),
        ended_at: bench.ctx.clock.now(),
        state: 'asks',
        complete: 0,
        pages: 1,
        rows: 1,
        vendor_total: 1,
        missing: JSON.stringify({ count: 3, sample: [] }),
        failure: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await parts.whole.db
      .updateTable('certificates')
      .set({ last_seen_pass: id })
      .where('identifier', 'not in', gone)
      .execute()
    const { sequence } = await parts.whole.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()
    const order = { passId: id, at: bench.ctx.clock.now(), by: 'admin' }
    await parts.whole.db
      .insertInto('facts')
      .values({ name: 'bury_order', value: JSON.stringify(order), at: 1 })
      .execute()
    const done = async (db: Database) => {
      const query = db.selectFrom('audit_events').select('sequence').where('sequence', '>', sequence)
      return (await query.where('action', '=', 'bury_missing').execute()).length
    }
    const holds = async (db: Database) => {
      const rows = await db
        .selectFrom('certificates')
        .select('identifier')
        .where('deleted_how', '=', 'elsewhere')
        .execute()
      const found = await findings(db, sequence)
      expect(found.map(({ identifier }) => identifier).sort()).toEqual(rows.map(({ identifier }) => identifier).sort())
      const open = await db.selectFrom('facts').select('name').where('name', '=', 'bury_order').execute()
      expect(await done(db)).toBe(open.length === 0 ? 1 : 0)
    }
    const isDone = async (db: Database) => {
      expect((await findings(db, sequence)).length).toBe(3)
      expect(await done(db)).toBe(1)
    }
    const act = async () => {
      bench.pass(plan.intervalMs)
      await syncTurn(bench.ctx, plan)
    }
    return { act, holds, isDone }
  },
  isThorough ? undefined : ['from_then_on'],
)

export const syncCases = {
  run_sync: [runSyncCase],
  bury_missing: [buryCase, burialCase],
  keep_missing: [keepCase],
  sync_finding: [passCase],
} satisfies Record<string, Case[]>

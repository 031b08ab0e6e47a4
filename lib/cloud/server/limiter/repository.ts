import 'server-only'
import { sql } from 'kysely'
import { engineOf, type Database, type Trx } from '#lib/db/server/database.ts'

// The only SQL on limiter_slots and limiter_state. All times are the store's (see storeNow).

export type SlotRow = { slot: number; freeAt: number; holder: string | null; leaseUntil: number }
export type StateRow = {
  operation: string
  responses: number
  minRttMs: number | null
  throttledCount: number
  lastThrottledAt: number | null
  blockedUntil: number
}

const serverClock = sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::float8`

/**
 * The time by which slots are stamped. On SQLite every process shares this machine's clock. On PostgreSQL replicas
 * may not, and two clocks that differ by 5 ms would free slots 5 ms early: there the server's clock counts.
 */
export async function storeNow(db: Database | Trx, localNow: number): Promise<number> {
  if (engineOf(db) === 'sqlite') return localNow
  const { rows } = await sql<{ now: number }>`select ${serverClock} as now`.execute(db)
  const now = rows[0]?.now
  if (now === undefined) throw new Error('the database did not tell the time')
  return now
}

export async function addSlots(db: Database | Trx, operation: string, count: number): Promise<void> {
  const slots = Array.from({ length: count }, (_, slot) => ({
    operation,
    slot,
    free_at: 0,
    holder: null,
    lease_until: 0,
  }))
  await db
    .insertInto('limiter_slots')
    .values(slots)
    .onConflict((conflict) => conflict.columns(['operation', 'slot']).doNothing())
    .execute()
  await db
    .insertInto('limiter_state')
    .values({
      operation,
      responses: 0,
      min_rtt_ms: null,
      throttled_count: 0,
      last_throttled_at: null,
      blocked_until: 0,
    })
    .onConflict((conflict) => conflict.column('operation').doNothing())
    .execute()
}

/**
 * The first `count` slots (a lower rate leaves the rest unused) with the operation's state and the store's time, in one
 * look. Null while the operation has no rows.
 */
export async function readSlotsAndState(
  db: Database | Trx,
  operation: string,
  { count, localNow }: { count: number; localNow: number },
): Promise<{ slots: SlotRow[]; state: StateRow; now: number } | null> {
  const isServerAsked = engineOf(db) === 'postgres'
  const rows = await db
    .selectFrom('limiter_slots')
    .innerJoin('limiter_state', 'limiter_state.operation', 'limiter_slots.operation')
    .select(slotColumns)
    .select(stateColumns)
    .$if(isServerAsked, (query) => query.select(serverClock.as('now')))
    .where('limiter_slots.operation', '=', operation)
    .where('slot', '<', count)
    .orderBy('free_at')
    .execute()
  const [first] = rows
  if (first === undefined) return null
  return { slots: rows.map(slotOf), state: stateOf(first), now: first.now ?? localNow }
}

/** The first `count` slots alone. */
export async function readSlots(db: Database | Trx, operation: string, count: number): Promise<SlotRow[]> {
  const rows = await db
    .selectFrom('limiter_slots')
    .select(slotColumns)
    .where('operation', '=', operation)
    .where('slot', '<', count)
    .orderBy('free_at')
    .execute()
  return rows.map(slotOf)
}

const slotColumns = ['slot', 'free_at', 'holder', 'lease_until'] as const

function slotOf(row: { slot: number; free_at: number; holder: string | null; lease_until: number }): SlotRow {
  return { slot: row.slot, freeAt: row.free_at, holder: row.holder, leaseUntil: row.lease_until }
}

/** An operation's state and the store's time, in one look: a transaction waits for every statement. */
export async function readState(
  db: Database | Trx,
  operation: string,
  localNow: number,
): Promise<{ state: StateRow | null; now: number }> {
  const query = selectStates(db).where('operation', '=', operation)
  if (engineOf(db) === 'sqlite') {
    const row = await query.executeTakeFirst()
    return { state: row ? stateOf(row) : null, now: localNow }
  }
  const row = await query.select(serverClock.as('now')).executeTakeFirst()
  return row ? { state: stateOf(row), now: row.now } : { state: null, now: await storeNow(db, localNow) }
}

export async function readStates(db: Database): Promise<StateRow[]> {
  return (await selectStates(db).orderBy('operation').execute()).map(stateOf)
}

function selectStates(db: Database | Trx) {
  return db.selectFrom('limiter_state').select(stateColumns)
}

const stateColumns = [
  'limiter_state.operation',
  'responses',
  'min_rtt_ms',
  'throttled_count',
  'last_throttled_at',
  'blocked_until',
] as const

function stateOf(row: Awaited<ReturnType<ReturnType<typeof selectStates>['execute']>>[number]): StateRow {
  return {
    operation: row.operation,
    responses: row.responses,
    minRttMs: row.min_rtt_ms,
    throttledCount: row.throttled_count,
    lastThrottledAt: row.last_throttled_at,
    blockedUntil: row.blocked_until,
  }
}

/** Takes one slot if it is still as it was read. False: somebody else was faster. */
export async function holdSlot(
  db: Database | Trx,
  operation: string,
  seen: SlotRow,
  hold: { holder: string; leaseUntil: number },
): Promise<boolean> {
  const guarded = db
    .updateTable('limiter_slots')
    .set({ holder: hold.holder, lease_until: hold.leaseUntil })
    .where('operation', '=', operation)
    .where('slot', '=', seen.slot)
    .where('free_at', '=', seen.freeAt)
    .where('lease_until', '=', seen.leaseUntil)
  const asSeen = seen.holder === null ? guarded.where('holder', 'is', null) : guarded.where('holder', '=', seen.holder)
  return (await asSeen.executeTakeFirst()).numUpdatedRows === 1n
}

/** Gives a slot back. False: its lease had lapsed and somebody else holds it, whose slot it stays. */
export async function freeSlot(
  db: Database | Trx,
  held: { operation: string; slot: number; holder: string },
  freeAt: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('limiter_slots')
    .set({ holder: null, lease_until: 0, free_at: freeAt })
    .where('operation', '=', held.operation)
    .where('slot', '=', held.slot)
    .where('holder', '=', held.holder)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Counts one answer; the count is kept only as far as anybody asks for it. */
export async function noteAnswer(db: Database | Trx, operation: string, rttMs: number): Promise<void> {
  await db
    .updateTable('limiter_state')
    .set((set) => ({
      responses: set('responses', '+', 1),
      min_rtt_ms: set
        .case()
        .when(set.or([set('min_rtt_ms', 'is', null), set('min_rtt_ms', '>', rttMs)]))
        .then(rttMs)
        .else(set.ref('min_rtt_ms'))
        .end(),
    }))
    .where('operation', '=', operation)
    .execute()
}

export async function noteThrottling(
  db: Database | Trx,
  operation: string,
  { at, blockedUntil }: { at: number; blockedUntil: number },
): Promise<void> {
  await db
    .updateTable('limiter_state')
    .set((set) => ({
      throttled_count: set('throttled_count', '+', 1),
      last_throttled_at: at,
      blocked_until: set
        .case()
        .when(set('blocked_until', '<', blockedUntil))
        .then(blockedUntil)
        .else(set.ref('blocked_until'))
        .end(),
    }))
    .where('operation', '=', operation)
    .execute()
}

/** Brings back stamps that lie beyond what any call can have left. */
export async function restampSlots(
  trx: Trx,
  operation: string,
  { beyond, freeAt, leaseUntil }: { beyond: number; freeAt: number; leaseUntil: number },
): Promise<void> {
  await trx
    .updateTable('limiter_slots')
    .set({ free_at: freeAt })
    .where('operation', '=', operation)
    .where('free_at', '>', beyond)
    .execute()
  await trx
    .updateTable('limiter_slots')
    .set({ lease_until: leaseUntil })
    .where('operation', '=', operation)
    .where('lease_until', '>', beyond)
    .execute()
}

/** Brings back a block that began in what is the future now. */
export async function restampBlock(
  trx: Trx,
  operation: string,
  { beyond, at, until }: { beyond: number; at: number; until: number },
): Promise<void> {
  await trx
    .updateTable('limiter_state')
    .set({ last_throttled_at: at, blocked_until: until })
    .where('operation', '=', operation)
    .where('last_throttled_at', '>', beyond)
    .where('blocked_until', '>', until)
    .execute()
}

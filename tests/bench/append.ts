import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { recordEvent } from '#lib/audit/server/record.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { createDatabase, startPostgres } from '../support/postgres.ts'
import { median } from './print.ts'
import type { Row } from './row.ts'

const APPENDS = 400
const ROUNDS = 5
const WANTED_PER_SECOND = 300

/**
 * P7: audit records a second, each in a durable transaction of its own, one after the other. The floor is a bare
 * transaction that stores one row of that size: without a chain, without guards, and without an index.
 */
export async function benchAppend(): Promise<Row[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-bench-'))
  const server = await startPostgres({ isDurable: true })
  try {
    const { url } = await createDatabase(server.url)
    return [await measure('SQLite FULL', { dataDir }), await measure('PostgreSQL', { dataDir, url })]
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measure(engine: string, options: OpenOptions): Promise<Row> {
  const store = await openDatabase(options)
  await migrateToLatest(store)
  await sql`create table bare (record text not null)`.execute(store.db)
  const context = { actor: { kind: 'worker', name: 'bench' }, correlationId: 'bench', clock: systemClock } as const
  const event = { action: 'revoke_certificate', outcome: 'succeeded', comment: 'x'.repeat(100) } as const
  const record = 'x'.repeat(500)
  const [figures, floors]: [number[], number[]] = [[], []]
  // By turns: whatever else the machine does then hits both.
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.push(await perSecond(() => transaction(store.db, (trx) => recordEvent(trx, context, event))))
    const bare = sql`insert into bare (record) values (${record})`
    floors.push(await perSecond(() => transaction(store.db, (trx) => bare.execute(trx))))
  }
  await store.close()
  const [figure, floor] = [median(figures), median(floors)]
  return {
    name: `P7 durable audit append, ${engine}`,
    figure,
    floor,
    ratio: figure / floor,
    unit: 'records/s',
    ...(options.url === undefined && { target: { atLeast: WANTED_PER_SECOND / floor } }),
  }
}

async function perSecond(append: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let number = 0; number < APPENDS; number += 1) await append()
  return (APPENDS * 1_000) / (performance.now() - startedAt)
}

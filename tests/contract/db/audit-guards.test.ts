import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { chainHashOf, recordHashOf } from '#lib/audit/server/chain.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { verifyChain } from '#lib/audit/server/verify.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'

const context = { actor: { kind: 'shell' }, correlationId: 'c', clock: { now: () => 1_000 } } as const
type Hashes = { record_hash: string; previous_hash: string; hash: string }

function rowAt(sequence: number, previousHash: string) {
  const record = `{"sequence":${sequence}}`
  const record_hash = recordHashOf(record)
  const hash = chainHashOf(previousHash, record_hash)
  const searchable = { at: 1, action: 'sign_in', outcome: 'done', actor: 'x', correlation_id: 'c', search_text: '' }
  return { sequence, record, record_hash, previous_hash: previousHash, hash, ...searchable }
}

describeEachEngine('the guards of the audit', (openStore, engine) => {
  let store: TestStore
  let head: { sequence: number; hash: string }
  beforeAll(async () => {
    store = await openStore()
    for (let count = 0; count < 3; count += 1) {
      head = await transaction(store.db, (trx) => recordEvent(trx, context, { action: 'sign_in', outcome: 'done' }))
    }
  })

  async function expectRefused(statement: string): Promise<void> {
    const before = await contents()
    await expect(sql.raw(statement).execute(store.db), statement).rejects.toThrow(/audit: /)
    expect(await contents(), statement).toEqual(before)
  }

  async function contents() {
    return [
      await store.db.selectFrom('audit_events').selectAll().orderBy('sequence').execute(),
      await store.db.selectFrom('audit_head').selectAll().execute(),
    ]
  }

  const row = { ...rowAt(0, '0'.repeat(64)) }
  const columns = Object.keys(row).join(', ')
  const values = (sequence: number, changes: Partial<Hashes> = {}) =>
    Object.values({ ...rowAt(sequence, head.hash), ...changes })
      .map((value) => (typeof value === 'number' ? String(value) : `'${value}'`))
      .join(', ')
  const insert = (sequence: number, changes: Partial<Hashes> = {}, verb = 'insert') =>
    `${verb} into audit_events (${columns}) values (${values(sequence, changes)})`

  it.each([
    `update audit_events set record = '{}' where sequence = 2`,
    `update audit_events set search_text = 'hidden' where sequence = 2`,
    `update audit_events set sequence = 9 where sequence = 3`,
    `update audit_events set at = at`,
    `delete from audit_events where sequence = 3`,
    `delete from audit_events`,
    `update audit_head set sequence = 2`,
    `update audit_head set hash = '${'0'.repeat(64)}'`,
    `update audit_head set sequence = sequence + 1`,
    `update audit_head set id = 1`,
    `delete from audit_head`,
    `insert into audit_head (id, sequence, hash) values (1, 0, 'x')`,
    `insert into audit_head (id, sequence, hash) values (2, 0, 'x')`,
  ])('refuse: %s', expectRefused)

  it('refuse a sequence that is used, skipped, zero or negative', async () => {
    for (const sequence of [1, 3, 5, 0, -1]) await expectRefused(insert(sequence))
  })

  it('refuse a record that does not stand on the head', async () => {
    await expectRefused(insert(4, { previous_hash: 'a'.repeat(64) }))
  })

  it('let the next record in, and the head follows by itself', async () => {
    await sql.raw(insert(4)).execute(store.db)
    const next = rowAt(4, head.hash)
    expect(await store.db.selectFrom('audit_head').selectAll().execute()).toEqual([
      { id: 1, sequence: 4, hash: next.hash },
    ])
    head = { sequence: 4, hash: next.hash }
  })

  if (engine === 'sqlite') {
    describe('on SQLite', () => {
      it('refuse REPLACE, OR REPLACE, OR IGNORE and upserts over a record', async () => {
        await expectRefused(insert(2, {}, 'replace'))
        await expectRefused(insert(2, {}, 'insert or replace'))
        await expectRefused(insert(2, {}, 'insert or ignore'))
        await expectRefused(`${insert(2)} on conflict (sequence) do update set record = '{}'`)
        await expectRefused(`update or replace audit_events set sequence = 1 where sequence = 2`)
        await expectRefused(`insert or replace into audit_head (id, sequence, hash) values (1, 0, 'x')`)
        await expectRefused(`update or replace audit_head set sequence = 0`)
      })
    })
  } else {
    describe('on PostgreSQL', () => {
      it('refuse TRUNCATE and upserts over a record', async () => {
        await expectRefused(`truncate audit_events`)
        await expectRefused(`truncate audit_head`)
        await expectRefused(`truncate audit_head, audit_events cascade`)
        await expectRefused(`${insert(2)} on conflict (sequence) do update set record = '{}'`)
        await expectRefused(`with gone as (delete from audit_events returning 1) select count(*) from gone`)
        await expectRefused(
          `merge into audit_events e using (select 2 as s) x on e.sequence = x.s when matched then delete`,
        )
      })

      it('refuse a hash that does not follow from the record', async () => {
        await expectRefused(insert(5, { hash: 'a'.repeat(64) }))
        await expectRefused(insert(5, { record_hash: 'a'.repeat(64) }))
      })

      it('stay awake in a session that silences ordinary triggers', async () => {
        for (const statement of ['delete from audit_events', 'truncate audit_events', 'update audit_head set id = 1']) {
          const run = store.db.connection().execute(async (connection) => {
            await sql`set session_replication_role = replica`.execute(connection)
            try {
              await sql.raw(statement).execute(connection)
            } finally {
              await sql`set session_replication_role = origin`.execute(connection)
            }
          })
          await expect(run, statement).rejects.toThrow(/audit: /)
        }
      })

      it('are not led astray by temporary tables of the same name', async () => {
        const run = store.db.connection().execute(async (connection) => {
          await sql`create temporary table audit_head (id bigint, sequence bigint, hash text)`.execute(connection)
          await sql`insert into audit_head values (1, 99, ${head.hash})`.execute(connection)
          await sql.raw(insert(100)).execute(connection)
        })
        await expect(run).rejects.toThrow('only the next record')
      })
    })
  }

  it('have kept the chain whole through all of this', async () => {
    // The record that this test put in by hand names no actor; up to it everything holds together.
    expect((await verifyChain(store.db)).firstBad).toEqual({ sequence: 4, problem: 'columns' })
  })
})

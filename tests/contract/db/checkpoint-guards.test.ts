import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordEvent } from '#lib/audit/server/record.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'

const context = { actor: { kind: 'shell' }, correlationId: 'c', clock: { now: () => 1_000 } } as const
const columns = 'sequence, hash, at, key_id, public_key, statement, signature'

describeEachEngine('the guards of the checkpoints', (openStore, engine) => {
  let store: TestStore
  const hashes: string[] = ['']
  beforeAll(async () => {
    store = await openStore()
    for (let count = 0; count < 6; count += 1) {
      const { hash } = await transaction(store.db, (trx) =>
        recordEvent(trx, context, { action: 'sign_in', outcome: 'done' }),
      )
      hashes.push(hash)
    }
    await sql.raw(insert(2)).execute(store.db)
    await sql.raw(insert(4)).execute(store.db)
  })

  const insert = (sequence: number, { hash = hashes[sequence] ?? '', verb = 'insert' } = {}) =>
    `${verb} into audit_checkpoints (${columns}) values (${sequence}, '${hash}', 1, 'k', 'p', 's', 'x')`
  const contents = () => store.db.selectFrom('audit_checkpoints').selectAll().orderBy('sequence').execute()

  async function expectRefused(statement: string): Promise<void> {
    const before = await contents()
    await expect(sql.raw(statement).execute(store.db), statement).rejects.toThrow(/audit: /)
    expect(await contents(), statement).toEqual(before)
  }

  it.each([
    `update audit_checkpoints set signature = 'y' where sequence = 2`,
    `update audit_checkpoints set sequence = 3 where sequence = 2`,
    `update audit_checkpoints set at = at`,
    `delete from audit_checkpoints where sequence = 4`,
    `delete from audit_checkpoints`,
  ])('refuse: %s', expectRefused)

  it('refuse one that is there, that lies before the last, or that names no record', async () => {
    for (const sequence of [2, 4, 3, 1, 7, 0, -1]) await expectRefused(insert(sequence))
    await expectRefused(insert(5, { hash: hashes[4] ?? '' }))
  })

  if (engine === 'sqlite') {
    it('refuse REPLACE, OR REPLACE, OR IGNORE and upserts over one, and a sequence that SQLite would make up', async () => {
      for (const verb of ['replace', 'insert or replace', 'insert or ignore']) {
        await expectRefused(insert(4, { verb }))
        await expectRefused(insert(2, { verb }))
      }
      await expectRefused(`${insert(4)} on conflict (sequence) do update set signature = 'y'`)
      await expectRefused(`update or replace audit_checkpoints set sequence = 2 where sequence = 4`)
      await expectRefused(insert(5).replace('values (5', 'values (null'))
    })
  } else {
    describe('on PostgreSQL', () => {
      it('refuse TRUNCATE, upserts and what hides a delete', async () => {
        await expectRefused(`truncate audit_checkpoints`)
        await expectRefused(`truncate audit_head, audit_checkpoints cascade`)
        await expectRefused(`${insert(4)} on conflict (sequence) do update set signature = 'y'`)
        await expectRefused(`with gone as (delete from audit_checkpoints returning 1) select count(*) from gone`)
        await expectRefused(
          `merge into audit_checkpoints c using (select 2 as s) x on c.sequence = x.s when matched then delete`,
        )
      })

      it('stay awake in a session that silences ordinary triggers', async () => {
        const statements = ['delete from audit_checkpoints', 'truncate audit_checkpoints', insert(3)]
        for (const statement of statements) {
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
          await sql`create temporary table audit_events (sequence bigint, hash text)`.execute(connection)
          await sql`insert into audit_events values (99, 'x')`.execute(connection)
          await sql.raw(insert(99, { hash: 'x' })).execute(connection)
        })
        await expect(run).rejects.toThrow(/audit: /)
      })
    })
  }

  it('let the next one in', async () => {
    await sql.raw(insert(6)).execute(store.db)
    expect((await contents()).map(({ sequence }) => sequence)).toEqual([2, 4, 6])
  })
})

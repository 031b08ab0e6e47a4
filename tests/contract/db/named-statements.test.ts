import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from '#lib/db/server/database.ts'
import { findOperation } from '#lib/operations/server/repository.ts'
import { describeEngine } from '#tests/support/engines.ts'

/** What the server keeps for the one connection of this test. */
async function namedOn(db: Database): Promise<string[]> {
  const { rows } = await sql<{
    statement: string
  }>`select statement from pg_prepared_statements order by statement`.execute(db)
  return rows.map(({ statement }) => statement)
}

describeEngine('postgres', 'statements with a name', (openStore) => {
  it('are those of transactions and of look-ups by a key, once each', async () => {
    const { db } = await openStore()
    await db.connection().execute(async (one) => {
      for (const identifier of ['one', 'other']) {
        await one.selectFrom('certificates').select('subject').where('identifier', '=', identifier).execute()
        await one.selectFrom('certificates').select('subject').where('common_name_key', '=', identifier).execute()
        await one.transaction().execute(async (trx) => {
          await trx.selectFrom('certificates').select('sans').where('serial_number', '=', identifier).execute()
          await trx.selectFrom('facts').selectAll().where('name', '=', identifier).execute()
        })
      }
      expect(await namedOn(one)).toEqual([
        'select "sans" from "certificates" where "serial_number" = $1',
        'select "subject" from "certificates" where "identifier" = $1',
      ])
    })
  })

  it('read an operation too, whose columns are named', async () => {
    const { db } = await openStore()
    await db.connection().execute(async (one) => {
      await one.transaction().execute((trx) => findOperation(trx, 'none'))
      expect(await namedOn(one)).toEqual([
        expect.stringMatching(/^select "id", .* from "operations" where "id" = \$1$/),
      ])
    })
  })

  it('outlive a column that a newer version adds', async () => {
    const { db } = await openStore()
    await db.connection().execute(async (one) => {
      const read = () =>
        one.transaction().execute(async (trx) => {
          await trx.selectFrom('facts').selectAll().where('name', '=', 'a').execute()
          await trx.updateTable('facts').set({ at: 1 }).where('name', '=', 'a').execute()
        })
      for (let time = 0; time < 8; time += 1) await read()
      await sql`alter table facts add column newer text`.execute(one)
      await read()
    })
  })
})

import { sql } from 'kysely'
import type { TestStore } from '#tests/support/engines.ts'

const tables = ['audit_events', 'audit_head', 'audit_checkpoints']

/** Changes what the guards keep, as whoever owns the file, or the tables, can; and puts the guards back. */
export async function tamper({ db, engine }: TestStore, ...statements: string[]): Promise<void> {
  const run = async (text: string) => sql.raw(text).execute(db)
  if (engine === 'postgres') {
    for (const table of tables) await run(`alter table ${table} disable trigger all`)
    for (const statement of statements) await run(statement)
    for (const table of tables) await run(`alter table ${table} enable trigger all`)
    return
  }
  const triggers = sql<{
    name: string
    text: string
  }>`select name, sql as text from sqlite_schema where type = 'trigger'`
  const { rows } = await triggers.execute(db)
  for (const { name } of rows) await run(`drop trigger ${name}`)
  for (const statement of statements) await run(statement)
  for (const { text } of rows) await run(text)
}

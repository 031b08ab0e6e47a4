import { once } from 'node:events'
import { sql } from 'kysely'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'

// Tries to open one operation on each of many certificates, against another process that does the same at the same
// time. Prints `<identifier> <id of the operation that is open>` a line, `+` before those that it opened itself.

type Orders = { options: OpenOptions; name: string; count: number }

const { options, name, count } = JSON.parse(process.argv[2] ?? '{}') as Orders
const { db, close } = await openDatabase(options)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
for (let number = 0; number < count; number += 1) {
  const identifier = `certificate-${number}`
  const row = operation(`${name}-${number}`, identifier)
  const [columns, values] = [Object.keys(row).map((column) => sql.id(column)), Object.values(row)]
  const { isOurs, id } = await transaction(db, async (trx) => {
    const { rows } = await sql<{ id: string }>`
      insert into operations (${sql.join(columns)}) values (${sql.join(values)})
      on conflict (identifier) where state in ('pending', 'unknown', 'needs_human') do nothing returning id`.execute(
      trx,
    )
    const ours = rows[0]?.id
    if (ours !== undefined) return { isOurs: true, id: ours }
    const theirs = await trx
      .selectFrom('operations')
      .select('id')
      .where('identifier', '=', identifier)
      .executeTakeFirstOrThrow()
    return { isOurs: false, id: theirs.id }
  })
  process.stdout.write(`${isOurs ? '+' : ''}${identifier} ${id}\n`)
}
await close()
process.stdin.destroy()

function operation(id: string, identifier: string) {
  const times = { requested_at: 1, deadline_at: 1 }
  const texts = { reason: '', ticket: '', comment: '', requested_by: 'x', attempt: 'x', owner: 'x', nonce: 'x' }
  const wire = { acs_date: 'x', access_key_id: 'x', exchange: '{}', snapshot: '{}', readings: '[]', search_text: '' }
  return { id, kind: 'revoke', identifier, state: 'pending', cause_proven: 0, ...times, ...texts, ...wire }
}

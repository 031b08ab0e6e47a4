import { once } from 'node:events'
import { recordEvent } from '#lib/audit/server/record.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'

// Appends its records, one a transaction, as fast as it can.

type Orders = { options: OpenOptions; name: string; count: number }

const { options, name, count } = JSON.parse(process.argv[2] ?? '{}') as Orders
const { db, close } = await openDatabase(options)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
for (let number = 0; number < count; number += 1) {
  const context = {
    actor: { kind: 'worker', name },
    correlationId: `${name}-${number}`,
    clock: { now: () => Date.now() },
  } as const
  await transaction(db, (trx) => recordEvent(trx, context, { action: 'sync_finding', outcome: 'done' }))
}
await close()
process.stdin.destroy()

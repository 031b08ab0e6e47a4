import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { once } from 'node:events'

// Holds the lock that every write needs until its standard input ends.

const options = JSON.parse(process.argv[2] ?? '{}') as OpenOptions
const { db, close } = await openDatabase(options)
await transaction(db, async (trx) => {
  await trx.updateTable('facts').set({ at: 2 }).where('name', '=', 'contended').execute()
  process.stdout.write('locked\n')
  process.stdin.resume()
  await once(process.stdin, 'end')
})
await close()

import { randomBytes, randomUUID } from 'node:crypto'
import { hashPassword } from '#lib/auth/server/password.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'

// Adds one enabled account a role to a store, past the page that would ask each of them for a new password.
// Arguments: data directory, password, and the URL of a store on PostgreSQL.

const [dataDir = '', password = '', url] = process.argv.slice(2)
const store = await openDatabase({ dataDir, url })
for (const role of ['viewer', 'operator', 'auditor'] as const) {
  const account = {
    id: randomUUID(),
    email: `${role}@example.test`,
    name: role,
    role,
    password_hash: await hashPassword(password, randomBytes),
    must_change_password: 0 as const,
    disabled_at: null,
    created_at: Date.now(),
  }
  await transaction(store.db, (trx) => trx.insertInto('users').values(account).execute())
}
await store.close()

import { openDatabase } from '#lib/db/server/database.ts'
import { assertMigrated } from '#lib/db/server/migrate.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { readFact, writeFact } from '#lib/facts/server/facts.ts'
import { unprivileged } from '#tests/support/unprivileged.ts'

// Opens a store whose file may only be read, as somebody whom that binds, and prints what reading and writing gave.

const { dataDir } = JSON.parse(process.argv[2] ?? '{}') as { dataDir: string }
const { uid, gid } = unprivileged()
// The driver's own library is loaded by opening once, while every file of this checkout can be read.
await (await openDatabase({ dataDir, readOnly: true })).close()
if (gid !== undefined) process.setegid?.(gid)
if (uid !== undefined) process.seteuid?.(uid)
const store = await openDatabase({ dataDir })
await assertMigrated(store.db)
const read = await readFact(store.db, 'sync_request')
const failure = await writeFact(store.db, 'sync_request', { at: 2, by: 'nobody' }, 2).then(() => null, storeFailureOf)
await store.close()
process.stdout.write(`${JSON.stringify({ by: read?.by, failure })}\n`)

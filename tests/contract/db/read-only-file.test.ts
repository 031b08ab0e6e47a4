import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { writeFact } from '#lib/facts/server/facts.ts'
import { runProcess } from '#tests/support/node-process.ts'
import { unprivileged } from '#tests/support/unprivileged.ts'

it('a database file that may only be read is opened and read, and refuses what is written', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'rescind-read-only-'))
  try {
    const store = await openDatabase({ dataDir })
    await migrateToLatest(store)
    await writeFact(store.db, 'sync_request', { at: 1, by: 'owner' }, 1)
    await store.close()
    const { uid, gid } = unprivileged()
    for (const name of ['.', ...readdirSync(dataDir)]) {
      if (uid !== undefined && gid !== undefined) chownSync(path.join(dataDir, name), uid, gid)
    }
    chmodSync(path.join(dataDir, 'rescind.sqlite'), 0o444)
    const [said] = await runProcess('tests/contract/db/read-only-process.ts', { dataDir })
    expect(JSON.parse(said ?? '')).toEqual({ by: 'owner', failure: 'read_only' })
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

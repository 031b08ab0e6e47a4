import 'server-only'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { resetAdministrator } from '#lib/auth/server/users/reset-administrator.ts'
import { config } from '#lib/config/server/env.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { assertMigrated } from '#lib/db/server/migrate.ts'
import { readEnvFile } from './environment.ts'

// `npm run admin:reset -- EMAIL`: the way back in for an administrator who can reach the machine's shell and nothing
// else. Audited like every reset; the audit says that it was done at the shell.

const sentences = {
  user_not_found: 'There is no administrator with this address.',
  user_disabled: 'This administrator is disabled: reset another one.',
} as const

async function main(words: readonly string[]): Promise<number> {
  const address = words.find((word) => !word.startsWith('--'))
  if (address === undefined) {
    process.stderr.write('Usage: npm run admin:reset -- EMAIL\n')
    return 2
  }
  // The same file that the launcher reads.
  if (!words.includes('--no-env-file')) readEnvFile(path.resolve(import.meta.dirname, '../..'))
  const actor = { kind: 'shell' } as const
  const { store } = config()
  const opened = await openDatabase({ url: store.databaseUrl ?? undefined, dataDir: store.dataDir })
  try {
    await assertMigrated(opened.db)
    const result = await resetAdministrator(
      opened.db,
      { actor, correlationId: randomUUID(), clock: systemClock },
      address,
    )
    if (result.ok) process.stdout.write(`One-time password: ${result.value.oneTimePassword}\n`)
    else process.stderr.write(`${sentences[result.error.code]}\n`)
    return result.ok ? 0 : 1
  } finally {
    await opened.close()
  }
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : 'The reset failed.'}\n`)
    process.exitCode = 1
  }
}

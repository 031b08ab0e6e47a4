import { readConfig, type Config } from '#lib/config/server/env.ts'
import type { OpenOptions } from '#lib/db/server/database.ts'

/** What a launcher would read from an environment that names this store, and from `env` beside it. */
export function configOf({ dataDir, url }: OpenOptions, env: Record<string, string> = {}): Config {
  const read = readConfig(
    {
      RESCIND_DATA_DIR: dataDir,
      RESCIND_ADMIN_PASSWORD: 'a-long-password-for-tests',
      ...(url !== undefined && { DATABASE_URL: url, RESCIND_SINGLE_REPLICA: '1' }),
      ...env,
    },
    '/',
  )
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

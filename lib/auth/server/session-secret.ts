import 'server-only'
import { ConfigError, type Config } from '#lib/config/server/env.ts'

/** The key of the session cookies. Throws when the process was started without the launcher, which generates it. */
export function sessionSecretOf(config: Config): string {
  const { secret } = config.auth
  if (secret !== null) return secret
  throw new ConfigError([
    { variable: 'NEXTAUTH_SECRET', message: 'is missing: start with "npm start", which makes one' },
  ])
}

import 'server-only'
import { randomBytes, randomUUID, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { newAuditKey, readAuditKey, writePublicKey } from './audit-key-file.ts'
import type { Config } from './env.ts'

/** What the launcher hands to the processes that it starts. */
export type Secrets = {
  /** For NEXTAUTH_SECRET. */
  readonly sessionSecret: string
  /** What RESCIND_AUDIT_KEY_FILE holds: an Ed25519 private key. */
  readonly auditKey: KeyObject
  /** The public key lies beside it: not where that folder takes nothing. */
  readonly isPublicKeyWritten: boolean
}

/**
 * The secrets of this store, made at the first start where the environment gives none: readable by the owner alone,
 * complete or absent (never half a key), and never replaced. Throws when the data directory cannot be written, and
 * ConfigError for a RESCIND_AUDIT_KEY_FILE that cannot be used, or that lies elsewhere and does not exist: a mistyped
 * path must not mean a new key.
 */
export async function prepareSecrets(config: Config): Promise<Secrets> {
  await mkdir(config.store.dataDir, { recursive: true, mode: 0o700 })
  const sessionSecret =
    config.auth.secret ??
    (await readOrCreate(path.join(config.store.dataDir, 'nextauth-secret'), () =>
      randomBytes(32).toString('base64url'),
    ))
  const { auditKeyFile, store } = config
  const isOurs = auditKeyFile === path.join(store.dataDir, 'audit-key.pem')
  if (isOurs && !existsSync(auditKeyFile)) await createOnce(auditKeyFile, newAuditKey())
  const auditKey = await readAuditKey(auditKeyFile)
  return { sessionSecret, auditKey, isPublicKeyWritten: await writePublicKey(auditKeyFile, auditKey) }
}

async function readOrCreate(file: string, make: () => string): Promise<string> {
  const existing = await readIfThere(file)
  if (existing !== null) return existing
  await createOnce(file, make())
  return readFile(file, 'utf8')
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}

/** Written whole under another name first, then linked: of two starts at once one wins, and both read the same. */
async function createOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(draft, file)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  } finally {
    await rm(draft, { force: true })
  }
}

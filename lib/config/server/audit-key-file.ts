import 'server-only'
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { ConfigError } from './env.ts'

/** What everybody on the machine may do with a file: read it, or put another one in its place. */
const BY_EVERYBODY = 0o006

/**
 * The private key that signs for the audit: Ed25519, PKCS#8, PEM, without a passphrase. Throws ConfigError, which
 * names RESCIND_AUDIT_KEY_FILE and quotes nothing of the file.
 */
export async function readAuditKey(file: string): Promise<KeyObject> {
  const key = privateKeyIn(await readGuarded(file))
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw keyProblem('must hold an Ed25519 private key (PKCS#8, PEM, without a passphrase)')
  }
  return key
}

/** A new key, as it is written to the file. */
export function newAuditKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** `audit-key.pem` → `audit-key.pub.pem`. */
export function publicKeyFileOf(file: string): string {
  return `${file.replace(/\.pem$/, '')}.pub.pem`
}

/**
 * Leaves the public key beside the private one, for whoever is to verify. False where that folder takes nothing, as one
 * that a secret is mounted into: the console offers the same key.
 */
export async function writePublicKey(file: string, key: KeyObject): Promise<boolean> {
  const target = publicKeyFileOf(file)
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  const draft = `${target}.${randomUUID()}.new`
  try {
    if ((await readFile(target, 'utf8').catch(() => null)) === pem) return true
    await writeFile(draft, pem, { flag: 'wx', mode: 0o644 })
    await rename(draft, target)
    return true
  } catch {
    await rm(draft, { force: true }).catch(() => undefined)
    return false
  }
}

/** Looked at and read through one handle: no other file can come between. */
async function readGuarded(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw keyProblem(isAbsent ? 'names a file that does not exist' : 'names a file that cannot be read')
  })
  try {
    const { mode } = await handle.stat()
    // Windows knows no such modes and reports 0666.
    if (process.platform !== 'win32' && (mode & BY_EVERYBODY) !== 0) {
      throw keyProblem('names a file that everybody on this machine may read or change: chmod it to 0600')
    }
    return await handle.readFile('utf8').catch(() => {
      throw keyProblem('names a file that cannot be read')
    })
  } finally {
    await handle.close()
  }
}

function privateKeyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

function keyProblem(message: string): ConfigError {
  return new ConfigError([{ variable: 'RESCIND_AUDIT_KEY_FILE', message }])
}

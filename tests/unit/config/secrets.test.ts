import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newAuditKey } from '#lib/config/server/audit-key-file.ts'
import { ConfigError, readConfig, type Config } from '#lib/config/server/env.ts'
import { prepareSecrets } from '#lib/config/server/secrets.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-secrets-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function configWith(env: Record<string, string> = {}): Config {
  const read = readConfig({ RESCIND_DATA_DIR: 'data', ...env }, folder)
  if (!read.ok) throw new Error('unusable')
  return read.value
}

it('makes both secrets once, for the owner alone', async () => {
  const first = await prepareSecrets(configWith())
  const second = await prepareSecrets(configWith())
  expect(second.sessionSecret).toBe(first.sessionSecret)
  expect(second.auditKey.equals(first.auditKey)).toBe(true)
  expect(first.sessionSecret).toMatch(/^[\w-]{43}$/)
  expect(first.auditKey.asymmetricKeyType).toBe('ed25519')
  expect(readdirSync(path.join(folder, 'data')).sort()).toEqual([
    'audit-key.pem',
    'audit-key.pub.pem',
    'nextauth-secret',
  ])
  const modeOf = (file: string) => statSync(path.join(folder, 'data', file)).mode & 0o777
  for (const file of ['audit-key.pem', 'nextauth-secret']) expect(modeOf(file)).toBe(0o600)
})

it('gives two starts at once the same secrets', async () => {
  const starts = await Promise.all(Array.from({ length: 8 }, () => prepareSecrets(configWith())))
  expect(new Set(starts.map(({ sessionSecret }) => sessionSecret)).size).toBe(1)
  expect(starts.every(({ auditKey }) => starts[0]?.auditKey.equals(auditKey))).toBe(true)
  expect(readdirSync(path.join(folder, 'data'))).toHaveLength(3)
})

it('uses what the environment gives', async () => {
  const NEXTAUTH_SECRET = 'given-by-the-environment'
  expect((await prepareSecrets(configWith({ NEXTAUTH_SECRET }))).sessionSecret).toBe(NEXTAUTH_SECRET)
  expect(readdirSync(path.join(folder, 'data'))).toEqual(['audit-key.pem', 'audit-key.pub.pem'])
})

describe('the key of the audit', () => {
  const given = (content: string, mode = 0o600) => {
    const file = path.join(folder, 'keys', 'signing.pem')
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content, { mode })
    chmodSync(file, mode)
    return file
  }
  const prepare = (file: string) => prepareSecrets(configWith({ RESCIND_AUDIT_KEY_FILE: file }))

  it('may lie elsewhere; its public key is left beside it, anew when the key is another', async () => {
    const file = given(newAuditKey(), 0o440)
    for (let round = 0; round < 2; round += 1) {
      const { auditKey, isPublicKeyWritten } = await prepare(file)
      expect(isPublicKeyWritten).toBe(true)
      const pem = readFileSync(path.join(folder, 'keys', 'signing.pub.pem'), 'utf8')
      expect(createPublicKey(pem).equals(createPublicKey(auditKey))).toBe(true)
      expect(pem).not.toContain('PRIVATE')
      rmSync(file)
      given(newAuditKey())
    }
  })

  it('may be one that openssl has made', async () => {
    const { stdout } = spawnSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8' })
    const { auditKey } = await prepare(given(stdout))
    expect(auditKey.equals(createPrivateKey(stdout))).toBe(true)
  })

  it('stops no start where its folder takes no public key', async () => {
    const file = given(newAuditKey())
    // A folder of that name: nothing can be renamed over it, whoever asks.
    mkdirSync(path.join(folder, 'keys', 'signing.pub.pem', 'full'), { recursive: true })
    expect((await prepare(file)).isPublicKeyWritten).toBe(false)
    expect(readdirSync(path.join(folder, 'keys')).sort()).toEqual(['signing.pem', 'signing.pub.pem'])
  })

  it('is not made where a mistyped path names one', async () => {
    const file = path.join(folder, 'keys', 'nowhere.pem')
    await expect(prepare(file)).rejects.toThrow('RESCIND_AUDIT_KEY_FILE names a file that does not exist')
    expect(existsSync(file)).toBe(false)
  })

  it.each([
    ['something else', () => 'something secret'],
    ['nothing', () => ''],
    ['an RSA key', () => spawnSync('openssl', ['genrsa', '2048'], { encoding: 'utf8' }).stdout],
    ['the public key alone', () => createPublicKey(newAuditKey()).export({ type: 'spki', format: 'pem' }).toString()],
    [
      'a key behind a passphrase',
      () =>
        createPrivateKey(newAuditKey())
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
    ],
  ])('stops the start where the file holds %s, and is not quoted', async (_what, content) => {
    const text = content()
    const attempt = prepare(given(text))
    await expect(attempt).rejects.toThrow(ConfigError)
    await expect(attempt).rejects.toThrow(/^RESCIND_AUDIT_KEY_FILE must hold an Ed25519 private key[^\n]*$/)
    for (const line of text.split('\n').filter((line) => line.length > 8)) {
      await expect(attempt).rejects.not.toThrow(line)
    }
  })

  it.each([0o604, 0o644, 0o602])('stops the start where everybody may read or change it (%o)', async (mode) => {
    const attempt = prepare(given(newAuditKey(), mode))
    await expect(attempt).rejects.toThrow(/^RESCIND_AUDIT_KEY_FILE names a file that everybody/)
  })

  it('is held to the same in the data directory', async () => {
    await prepareSecrets(configWith())
    chmodSync(path.join(folder, 'data', 'audit-key.pem'), 0o644)
    await expect(prepareSecrets(configWith())).rejects.toThrow(/^RESCIND_AUDIT_KEY_FILE names a file that everybody/)
  })

  it('stops the start where it cannot be read', async () => {
    // A folder cannot be read as a file, even by root.
    const keys = path.dirname(given(''))
    chmodSync(keys, 0o700)
    const attempt = prepare(keys)
    await expect(attempt).rejects.toThrow(ConfigError)
    await expect(attempt).rejects.toThrow(/^RESCIND_AUDIT_KEY_FILE names a file that cannot be read$/)
  })
})

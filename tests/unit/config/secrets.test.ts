import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readConfig, type Config } from '#lib/config/server/env.ts'
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
  expect(second).toEqual(first)
  expect(first.sessionSecret).toMatch(/^[\w-]{43}$/)
  expect(createPrivateKey(readFileSync(first.auditKeyFile, 'utf8')).asymmetricKeyType).toBe('ed25519')
  const files = readdirSync(path.join(folder, 'data')).sort()
  expect(files).toEqual(['audit-key.pem', 'nextauth-secret'])
  for (const file of files) expect(statSync(path.join(folder, 'data', file)).mode & 0o777).toBe(0o600)
})

it('gives two starts at once the same secret', async () => {
  const starts = await Promise.all(Array.from({ length: 8 }, () => prepareSecrets(configWith())))
  expect(new Set(starts.map(({ sessionSecret }) => sessionSecret)).size).toBe(1)
})

it('uses what the environment gives', async () => {
  const NEXTAUTH_SECRET = 'given-by-the-environment'
  expect((await prepareSecrets(configWith({ NEXTAUTH_SECRET }))).sessionSecret).toBe(NEXTAUTH_SECRET)
  expect(readdirSync(path.join(folder, 'data'))).toEqual(['audit-key.pem'])
})

it('makes no key where a mistyped path names one', async () => {
  const settings = configWith({ RESCIND_AUDIT_KEY_FILE: 'keys/nowhere.pem' })
  await expect(prepareSecrets(settings)).rejects.toThrow('RESCIND_AUDIT_KEY_FILE names a file that does not exist')
})

it('refuses a key of another kind without quoting it', async () => {
  const file = path.join(folder, 'key.pem')
  writeFileSync(file, 'something secret')
  const attempt = prepareSecrets(configWith({ RESCIND_AUDIT_KEY_FILE: file }))
  await expect(attempt).rejects.toThrow(/^RESCIND_AUDIT_KEY_FILE must hold an Ed25519 private key/)
  await expect(attempt).rejects.not.toThrow('something secret')
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import type { CertificateDetail, CertificateItem } from '#lib/certificates/schema.ts'
import { freePort } from '#tests/support/free-port.ts'
import { send } from './support/http.ts'
import { signIn } from './support/people.ts'
import { ended, start, until } from './support/stack.ts'

// What `npm start` brings along: two starts on one data directory, between which EMULATOR_PORT changes.

const account = { email: 'admin@example.test', password: 'a-long-password-for-tests' }

type Started = { get: (address: string) => Promise<unknown>; stop: () => Promise<void> }

async function started(dataDir: string, emulatorPort: number): Promise<Started> {
  const port = String(await freePort())
  const launcher = start(['lib/setup/launcher.ts', '--no-env-file'], {
    PORT: port,
    EMULATOR_PORT: String(emulatorPort),
    EMULATOR_CERTIFICATES: '3',
    RESCIND_DATA_DIR: dataDir,
    RESCIND_ADMIN_EMAIL: account.email,
    RESCIND_ADMIN_PASSWORD: account.password,
    LOG_LEVEL: 'error',
  })
  const origin = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${origin}/api/health/ready`)).ok)
  const cookie = await signIn(origin, account)
  return {
    get: async (address) => JSON.parse((await send(origin, { path: address, headers: { cookie } })).text) as unknown,
    stop: async () => {
      launcher.kill('SIGTERM')
      await ended(launcher)
    },
  }
}

test('the console asks the emulator where it is now, not where it was at the last start', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-ports-'))
  const first = await started(dataDir, await freePort())
  let identifier = ''
  await until(async () => {
    const { items } = (await first.get('/api/certificates')) as { items: CertificateItem[] }
    identifier = items[0]?.identifier ?? ''
    return identifier !== ''
  })
  await first.stop()

  const second = await started(dataDir, await freePort())
  const reading = (await second.get(`/api/certificates/${identifier}`)) as CertificateDetail
  expect(reading).toMatchObject({ identifier, source: 'live', liveFailure: null })
  await second.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

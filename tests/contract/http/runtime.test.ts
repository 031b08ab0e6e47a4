import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { auditKeyOf } from '#lib/audit/server/audit-key.ts'
import { config } from '#lib/config/server/env.ts'
import { prepareSecrets } from '#lib/config/server/secrets.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { beginStop } from '#lib/http/stopping.ts'
import { prepareStore } from '#lib/setup/prepare-store.ts'

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'rescind-runtime-'))

afterEach(() => {
  rmSync(dataDir, { recursive: true })
})

it('lets writes hear of the stop that the door of the process has been told of', async () => {
  vi.stubEnv('RESCIND_DATA_DIR', dataDir)
  const { auditKey } = await prepareSecrets(config())
  await prepareStore(config(), auditKeyOf(auditKey))
  const { writes, close } = await runtime()
  expect(writes.stopping.aborted).toBe(false)
  const waiting = writes.wait(60_000, writes.stopping)
  beginStop()
  expect(writes.stopping.aborted).toBe(true)
  await expect(waiting).rejects.toThrow('abort')
  await close()
})

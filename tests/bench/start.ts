import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { root } from '../stages/command.ts'
import { freePort } from '../support/free-port.ts'
import { buildBarePage } from './bare-page.ts'
import { median } from './print.ts'
import type { Row } from './row.ts'

const ROWS = 1_000_000
const RUNS = 3

/** P5: built and installed, from the start of everything to the first 200, with a million rows in the mirror. */
export async function benchStart(): Promise<Row[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-million-'))
  const bare = await buildBarePage()
  try {
    await fill(dataDir)
    const port = await freePort()
    const environment = {
      ...process.env,
      NODE_ENV: 'production' as const,
      RESCIND_CLOUD: 'emulator',
      CAS_ENDPOINT: '127.0.0.1:9',
      RESCIND_DATA_DIR: dataDir,
      RESCIND_ADMIN_PASSWORD: 'a-long-password-for-tests',
      PORT: String(port),
      LOG_LEVEL: 'error',
    }
    const origin = `http://127.0.0.1:${String(port)}`
    // As `npm start` does it, without the .env of this machine.
    const launcher = ['lib/setup/run.mjs', 'start', '--no-env-file']
    const figures: number[] = []
    const floors: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      figures.push(await untilFirst200(launcher, environment, root, `${origin}/sign-in`))
      floors.push(await untilFirst200(bare.serve(port), environment, bare.folder, origin))
    }
    return [
      {
        name: `P5 start to first 200 with ${ROWS.toLocaleString('en')} rows`,
        figure: median(figures),
        floor: median(floors),
        ratio: median(figures) / median(floors),
        unit: 's',
        target: { atMost: 3 / median(floors) },
      },
    ]
  } finally {
    bare.remove()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function untilFirst200(args: string[], env: NodeJS.ProcessEnv, cwd: string, url: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    for (;;) {
      if ((await fetch(url).catch(() => null))?.status === 200) return (performance.now() - startedAt) / 1000
      if (child.exitCode !== null) throw new Error(`it ended with ${String(child.exitCode)}`)
      if (performance.now() - startedAt > 60_000) throw new Error('no answer within a minute')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** Rows like the mirror's own, made by the database itself. */
async function fill(dataDir: string): Promise<void> {
  const store = await openDatabase({ dataDir })
  await migrateToLatest(store)
  await sql`
    insert into certificates (identifier, serial_number, common_name, common_name_key, subject, sans, search_text, type,
      vendor_status, not_before, not_after, ca_identifier, algorithm, key_size, sign_algorithm, md5, sha256,
      public_key_sha256, points_to_crl, pem, first_seen_at, last_seen_at, last_seen_pass)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${ROWS})
    select printf('id-%08d', n), printf('5e%034x', n), printf('host-%08d.example', n), printf('host-%08d.example', n),
      printf('C=CN,O=Example,CN=host-%08d.example', n), '[]', printf('host-%08d.example', n), 'client', 'ISSUE',
      1700000000000, 1700000000000 + n * 86400, 'ca-1', 'ECC', 256, 'SHA256WITHECDSA', printf('%032x', n),
      printf('%064x', n), printf('%064x', n + 7), 1, 'pem', 1700000000000, 1700000000000, 1 from numbers`.execute(
    store.db,
  )
  await store.close()
}

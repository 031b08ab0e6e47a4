import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig, type Environment } from '#lib/config/server/env.ts'
import {
  buildEnvironment,
  consoleEnvironment,
  emulatorEnvironment,
  readEnvFile,
  workerEnvironment,
} from '#lib/setup/environment.ts'

const secrets = { sessionSecret: 'made-by-the-launcher' }
const outside: Environment = {
  PATH: '/usr/bin',
  LANG: 'C.UTF-8',
  PGSSLMODE: 'verify-full',
  HTTPS_PROXY: 'http://proxy.example:3128',
  RESCIND_CLOUD: 'alibaba',
  CAS_ENDPOINT: 'cas.aliyuncs.com',
  RESCIND_DATA_DIR: 'data',
  RESCIND_SINGLE_REPLICA: '1',
  RESCIND_ADMIN_PASSWORD: 'first-password',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
  DATABASE_URL: 'postgres://console@127.0.0.1/rescind',
  DATABASE_MIGRATION_URL: 'postgres://owner@127.0.0.1/rescind',
  EMULATOR_CONTROL_TOKEN: 'token',
  RESCIND_AUDIT_SHIP_FILE: '/mnt/apart/audit.jsonl',
  RESCIND_AUDIT_SHIP_WEBHOOK_URL: 'https://user:password@siem.example/',
  RESCIND_AUDIT_SHIP_WEBHOOK_SECRET: 'sixteen characters',
  RESCIND_AUDIT_SHIP_SYSLOG: 'tls://siem.example:6514',
  SOMEBODY_ELSES_TOKEN: 'theirs',
}

function given(isDevelopment = false) {
  const settings = readConfig(outside, '/srv/rescind')
  if (!settings.ok) throw new Error(JSON.stringify(settings.error))
  return { settings: settings.value, secrets, emulatorPort: 4999, isDevelopment }
}

describe('what each process is given', () => {
  it('is the same for console and worker, as both parse it, but for where the audit is shipped to', () => {
    const names = Object.keys(outside).filter((name) => name.startsWith('RESCIND_AUDIT_SHIP_'))
    const [forConsole, forWorker] = [consoleEnvironment(outside, given()), workerEnvironment(outside, given())]
    expect(Object.keys(forWorker)).toEqual(expect.arrayContaining(names))
    expect(Object.keys(forConsole).filter((name) => names.includes(name))).toEqual([])
    const both = Object.fromEntries(Object.entries(forWorker).filter(([name]) => !names.includes(name)))
    const parsed = [forConsole, both].map((env) => readConfig(env, '/srv/rescind'))
    expect(parsed[0]).toEqual(parsed[1])
    expect(parsed[0]).toMatchObject({
      ok: true,
      value: {
        store: { dataDir: '/srv/rescind/data', databaseUrl: outside['DATABASE_URL'], migrationUrl: null },
        auth: { secret: 'made-by-the-launcher', adminPassword: null },
        emulator: { port: 4999, controlToken: null },
      },
    })
  })

  it.each(['DATABASE_MIGRATION_URL', 'RESCIND_ADMIN_PASSWORD', 'EMULATOR_CONTROL_TOKEN'])(
    'leaves %s with the launcher',
    (name) => {
      expect(consoleEnvironment(outside, given())).not.toHaveProperty(name)
      expect(workerEnvironment(outside, given())).not.toHaveProperty(name)
    },
  )

  it('holds for console and worker what pg, proxies and the vendor’s chain read', () => {
    const { PGSSLMODE, HTTPS_PROXY, ALIBABA_CLOUD_ACCESS_KEY_SECRET } = outside
    expect(workerEnvironment(outside, given())).toMatchObject({
      PGSSLMODE,
      HTTPS_PROXY,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET,
      NODE_ENV: 'production',
    })
    expect(consoleEnvironment(outside, given(true))['NODE_ENV']).toBe('development')
  })

  it('keeps memory for few threads, unless somebody has said for how many', () => {
    expect(consoleEnvironment(outside, given())).toMatchObject({ MALLOC_ARENA_MAX: '2' })
    expect(workerEnvironment({ ...outside, MALLOC_ARENA_MAX: '8' }, given())).toMatchObject({ MALLOC_ARENA_MAX: '8' })
  })

  it('is for the emulator and the build nothing that is secret', () => {
    const { settings } = given()
    expect(emulatorEnvironment(outside, settings)).toEqual({
      PATH: '/usr/bin',
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      EMULATOR_CONTROL_TOKEN: 'token',
    })
    const build = buildEnvironment({ ...outside, NEXT_TELEMETRY_DISABLED: '1' })
    expect(Object.keys(build).sort()).toEqual([
      'LANG',
      'NEXT_TELEMETRY_DISABLED',
      'NODE_ENV',
      'PATH',
      '__NEXT_PROCESSED_ENV',
    ])
  })
})

describe('files of variables', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-env-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
    vi.unstubAllEnvs()
  })

  it('are .env alone, whose values are taken as they stand and override nothing', () => {
    vi.stubEnv('RESCIND_TEST_FIRST', 'set before')
    vi.stubEnv('RESCIND_TEST_SECOND', undefined)
    writeFileSync(path.join(folder, '.env'), 'RESCIND_TEST_FIRST=from the file\nRESCIND_TEST_SECOND=pa$HOME\n')
    readEnvFile(folder)
    expect(process.env['RESCIND_TEST_FIRST']).toBe('set before')
    expect(process.env['RESCIND_TEST_SECOND']).toBe('pa$HOME')
  })

  it.each(['.env.local', '.env.production', '.env.production.local', '.env.development.local'])(
    'called %s stop the start, since they would be ignored',
    (name) => {
      writeFileSync(path.join(folder, name), 'RESCIND_CLOUD=alibaba\n')
      expect(() => readEnvFile(folder)).toThrow(`${name} is not read: move what it says into .env`)
    },
  )

  it('are not read by Next in the console’s process', () => {
    writeFileSync(path.join(folder, '.env'), 'DATABASE_URL=postgres://console:pa$HOME@127.0.0.1/rescind\n')
    writeFileSync(path.join(folder, '.env.local'), 'RESCIND_ACCOUNT_LABEL=another\n')
    const script = `require('@next/env').loadEnvConfig(process.argv[1], false); process.stdout.write(JSON.stringify(process.env))`
    const seen = (env: NodeJS.ProcessEnv) =>
      JSON.parse(spawnSync(process.execPath, ['-e', script, folder], { env, encoding: 'utf8' }).stdout) as Environment
    const DATABASE_URL = 'postgres://console:pa$HOME@127.0.0.1/rescind'
    const env = consoleEnvironment({ ...outside, DATABASE_URL, HOME: '/root' }, given())
    expect(seen(env)).toEqual(env)
    // What it would read otherwise: the test would say nothing if Next had stopped reading files.
    const { __NEXT_PROCESSED_ENV: _, ...unprotected } = env
    expect(seen({ ...unprotected, NODE_ENV: 'production' })).toMatchObject({
      RESCIND_ACCOUNT_LABEL: 'another',
      DATABASE_URL: 'postgres://console:pa/root@127.0.0.1/rescind',
    })
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import { createLimiter } from '#lib/cloud/server/limiter/limiter.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { demoKeyPair } from '#lib/emulator/demo-key-pair.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { syncTurn } from '#lib/sync/server/turn.ts'
import { ended, start, until } from '../e2e/support/stack.ts'
import { freePort } from '../support/free-port.ts'
import { contextOn } from '../support/write-context.ts'
import type { Row } from './row.ts'

const CERTIFICATES = 30_000
/** Of ListClientCertificate, calls per second. */
const LIMIT = 10
const TOKEN = 'bench-control'

type Call = { receivedAt: number; operation: string; httpStatus: number; parameters: Record<string, string> }

/**
 * P6: how many pages a second a pass over the list reads, of those that the API allows. The emulator, in a process of its
 * own, keeps to the API's limit; its ledger is the judge. The first pass reads rows that are signed as they are read.
 */
export async function benchSync(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-sync-'))
  const port = await freePort()
  const emulator = start(
    [
      ...['lib/emulator/main.ts', '--port', String(port), '--data-dir', path.join(folder, 'emulator')],
      ...['--certificates', String(CERTIFICATES)],
    ],
    { EMULATOR_CONTROL_TOKEN: TOKEN },
  )
  try {
    await until(async () => (await ledger(port)).length >= 0)
    await readWholeList(path.join(folder, 'console'), port)
    return rowsOf((await ledger(port)).filter(({ operation }) => operation === 'ListClientCertificate'))
  } finally {
    emulator.kill('SIGTERM')
    await ended(emulator)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By as many passes as it takes to be sure of it: two. */
async function readWholeList(dataDir: string, port: number): Promise<void> {
  const store = await openDatabase({ dataDir })
  await migrateToLatest(store)
  const { db } = store
  const cloud = createCloud({
    endpoint: { host: `127.0.0.1:${String(port)}`, protocol: 'http:' },
    credentials: staticCredentials(demoKeyPair),
    limiter: createLimiter({ db, clock: systemClock, ratePerSecond: LIMIT, mode: 'fast', owner: 'bench' }),
    clock: systemClock,
    log: () => undefined,
  })
  try {
    const context = contextOn({ db, options: { dataDir } }, cloud, { actor: { kind: 'worker', name: 'sync' } })
    await syncTurn({ ...context, signal: new AbortController().signal }, { intervalMs: 60_000 })
    const { complete, seen } = await readSyncStatus(db)
    if (!complete || seen !== CERTIFICATES) throw new Error(`${String(seen)} seen, complete: ${String(complete)}`)
  } finally {
    await cloud.close()
    await store.close()
  }
}

async function ledger(port: number): Promise<Call[]> {
  const headers = { 'x-emulator-control-token': TOKEN }
  const answer = await fetch(`http://127.0.0.1:${String(port)}/_emulator/ledger`, { headers })
  return (await answer.json()) as Call[]
}

function rowsOf(calls: readonly Call[]): Row[] {
  const size = calls.at(-1)?.parameters['ShowSize'] ?? ''
  const passes = passesOf(calls.filter(({ parameters }) => parameters['ShowSize'] === size))
  const refused = calls.filter(({ httpStatus }) => httpStatus >= 400).length
  return [
    ...passes.map((pass, index): Row => {
      const rate = rateOf(pass)
      const row = { figure: rate, floor: LIMIT, ratio: rate / LIMIT, unit: 'pages/s' }
      if (index === 0) return { ...row, name: `sync, pages of ${size}, rows signed as they are read` }
      return { ...row, name: `P6 sync, pages of ${size}`, target: { atLeast: 0.96 } }
    }),
    {
      name: 'sync: refused (ratio: answered of all)',
      figure: refused,
      floor: 0,
      ratio: (calls.length - refused) / calls.length,
      unit: `of ${String(calls.length)} calls`,
      target: { atLeast: 1 },
    },
  ]
}

/** Each begins with page 1. */
function passesOf(calls: readonly Call[]): Call[][] {
  const passes: Call[][] = []
  for (const call of calls) {
    if (call.parameters['CurrentPage'] === '1') passes.push([])
    passes.at(-1)?.push(call)
  }
  return passes.filter((pass) => pass.length > 1)
}

/** The first ten may come at once; from then on the limit allows ten a second. */
function rateOf(pass: readonly Call[]): number {
  const settled = pass.slice(LIMIT)
  const seconds = ((settled.at(-1)?.receivedAt ?? NaN) - (settled[0]?.receivedAt ?? NaN)) / 1_000
  return (settled.length - 1) / seconds
}

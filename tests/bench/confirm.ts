import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase, type OpenedDatabase } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { createDatabase, startPostgres } from '../support/postgres.ts'
import { startNeighbour, type Neighbour } from '../support/emulator-neighbour.ts'
import { signedContext } from '../support/signed-context.ts'
import { signedInUser } from '../support/write-context.ts'
import { median } from './print.ts'
import type { Row } from './row.ts'

const WARM_UP = 20
const CALLS = 60
const RATE = 10
/** Between two calls, before either kind: longer than a slot of the limiter takes to be free again. */
const PAUSE_MS = 1_250 / RATE

/** P4: from confirming to the RequestId, over the bare signed call, with a reading that is fresh. */
export async function benchConfirm(): Promise<Row[]> {
  const emulator = await startNeighbour({ unthrottled: true })
  const postgres = await startPostgres({ isDurable: true })
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-bench-'))
  try {
    const sqlite = await openDatabase({ dataDir })
    const pg = await createDatabase(postgres.url)
    const rows = await measure('sqlite', emulator, sqlite, dataDir)
    rows.push(...(await measure('postgres', emulator, await openDatabase({ dataDir, url: pg.url }), dataDir)))
    await pg.drop()
    return rows
  } finally {
    await emulator.stop()
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measure(engine: string, emulator: Neighbour, store: OpenedDatabase, dataDir: string): Promise<Row[]> {
  await migrateToLatest(store)
  const ctx = signedContext({
    db: store.db,
    dataDir,
    host: emulator.host,
    actor: await signedInUser(store, 'operator', 'bench'),
    clock: systemClock,
    // What the product is set to: the limiter reads as many rows as there may be calls a second.
    ratePerSecond: RATE,
  })
  const identifiers = await emulator.issue({ count: (WARM_UP + CALLS) * 2 })
  const bare: number[] = []
  const verb: number[] = []
  for (let index = 0; index < identifiers.length; index += 2) {
    await delay(PAUSE_MS)
    bare.push(await timed(() => bareCall(ctx, identifiers[index] ?? '')))
    const input = await confirmedInput(ctx, identifiers[index + 1] ?? '')
    await delay(PAUSE_MS)
    verb.push(await timed(() => revokeCertificate({ ...ctx, correlationId: randomUUID() }, input)))
  }
  await ctx.cloud.close()
  await store.close()
  const first = { verb: verb.slice(0, WARM_UP), bare: bare.slice(0, WARM_UP) }
  const rest = { verb: verb.slice(WARM_UP), bare: bare.slice(WARM_UP) }
  return [
    overBare(`P4 the first ${String(WARM_UP)} of a process, ${engine}, p50`, first),
    {
      ...overBare(`P4 confirm to RequestId, ${engine}, p50`, rest),
      // At most 15 ms over the bare signed call.
      target: { atMost: (median(rest.bare) + 15) / median(rest.bare) },
    },
  ]
}

function overBare(name: string, { verb, bare }: { verb: number[]; bare: number[] }): Row {
  return { name, figure: median(verb), floor: median(bare), ratio: median(verb) / median(bare), unit: 'ms' }
}

async function bareCall(ctx: VerbContext, identifier: string): Promise<void> {
  const prepared = await ctx.cloud.prepareWrite('CreateRevokeClientCertificate', identifier)
  if (!prepared.ok) throw new Error(prepared.error.message)
  const outcome = await prepared.value.send(Date.now() + 10_000)
  if (outcome.kind !== 'succeeded') throw new Error(outcome.kind)
}

async function confirmedInput(ctx: VerbContext, identifier: string) {
  const preview = await previewRevocation(ctx, { identifier })
  if (!preview.ok) throw new Error(preview.error.code)
  const { shown, certificate } = preview.value
  const typedSerial = certificate.serialNumber.slice(-6)
  return { operationId: randomUUID(), identifier, shown, typedSerial, reason: 'keyCompromise' }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

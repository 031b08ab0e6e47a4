import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterEach, expect, inject, it } from 'vitest'
import { emergencyFilesIn } from '#lib/db/server/emergency-file.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { readBackAccepted } from '#lib/operations/server/vendor-status.ts'
import { operationKinds } from '#lib/operations/state.ts'
import { startNeighbour } from '../support/emulator-neighbour.ts'
import { canMount, smallDisk } from '../support/full-disk.ts'
import { signedContext } from '../support/signed-context.ts'
import { signedInUser } from '../support/write-context.ts'
import { compare, type Killed } from './compare.ts'
import type { Death } from './fault-process.ts'
import { startFaultProcess } from './run-process.ts'

// The disk is full to the last byte when the answer comes, and the process is killed: just when the answer stands in the
// emergency file, or before it got there. The next start finds the disk as full; when there is room, all comes home.

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

const deaths = ['kept', 'answered'] as const satisfies readonly Death['at'][]
const cases = operationKinds.flatMap((kind) => deaths.map((at) => ({ kind, at })))

if (canMount()) {
  it.each(cases)('a full disk and SIGKILL ("$at") lose nothing of a $kind', async ({ kind, at }) => {
    const emulator = await startNeighbour({ unthrottled: true })
    cleanUps.push(() => emulator.stop())
    const disk = smallDisk(8 * 1024 * 1024)
    cleanUps.push(disk.remove)
    const options = { dataDir: disk.folder }
    const before = await openDatabase(options)
    await migrateToLatest(before)
    const actor = await signedInUser({ db: before.db }, 'operator', randomUUID())
    await before.close()

    const [identifier = ''] = await emulator.issue({ count: 1, status: kind === 'delete' ? 'REVOKE' : 'ISSUE' })
    const killed: Killed = { kind, point: at, identifier, operationId: randomUUID() }
    const write = { kind, actor, tasks: [killed] }
    const orders = { store: options, host: emulator.host, write, death: { at, nth: 1 }, fillAt: 'sent' } as const
    const end = await startFaultProcess(orders).ended
    expect({ signal: end.signal, errors: at === 'answered' ? end.errors : '' }).toEqual({
      signal: 'SIGKILL',
      errors: '',
    })
    const kept = emergencyFilesIn(disk.folder).readAll()
    expect(kept).toHaveLength(at === 'kept' ? 1 : 0)

    const opened = await openDatabase(options)
    cleanUps.push(() => opened.close())
    // As the next process comes up where there is no room for a file of its own.
    const append = () => expect.unreachable()
    const emergency = { ...emergencyFilesIn(disk.folder), append }
    const contextAt = (later: number) => {
      const clock = { now: () => Date.now() + later }
      const worker = { kind: 'worker', name: 'reconcile' } as const
      const { folder: dataDir } = disk
      const parts = { db: opened.db, dataDir, host: emulator.host, actor: worker, clock, ratePerSecond: 100, emergency }
      const ctx = signedContext(parts)
      cleanUps.push(() => ctx.cloud.close())
      return ctx
    }
    if (at === 'kept') await expect(importEmergencyRecords(contextAt(0))).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    await expect(reconcileDue(contextAt(26_000))).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect(emergencyFilesIn(disk.folder).readAll()).toEqual(kept)

    disk.makeRoom()
    for (const later of [26_000, 37_000]) {
      const ctx = contextAt(later)
      await importEmergencyRecords(ctx)
      await reconcileDue(ctx)
      await readBackAccepted(ctx, new Map())
    }
    const calls = await emulator.ledger()
    const found = await compare(opened.db, [killed], { calls, heard: { stored: new Map(), kept, told: end.reports } })
    expect(found).toMatchObject({ requestIds: kept.length, lost: 0, doubled: 0 })
    expect(emergencyFilesIn(disk.folder).readAll()).toEqual([])
  })
} else {
  it('a full disk and SIGKILL lose nothing: in a user namespace, where this file passes as a whole', () => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader=runner', '--project', 'faults']
    const { status, stdout, stderr, error } = spawnSync(
      'unshare',
      ['--user', '--map-root-user', '--mount', process.execPath, ...vitest, import.meta.filename],
      { encoding: 'utf8', env: { ...process.env, TEST_DATABASE_URL: inject('postgresUrl') } },
    )
    expect({ status, why: status === 0 ? '' : `${error?.message ?? ''}${stdout}${stderr}` }).toEqual({
      status: 0,
      why: '',
    })
  })
}

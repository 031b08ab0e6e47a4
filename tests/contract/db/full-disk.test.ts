import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { recordEvent } from '#lib/audit/server/record.ts'
import { verifyChain } from '#lib/audit/server/verify.ts'
import { openDatabase, type Database } from '#lib/db/server/database.ts'
import { openEmergencyFile } from '#lib/db/server/emergency-file.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { newStore } from '#tests/support/engines.ts'
import { canMount, smallDisk, type SmallDisk } from '#tests/support/full-disk.ts'

const context = { actor: { kind: 'shell' }, correlationId: 'c', clock: { now: () => 1_000 } } as const

/** A fact and its audit record, as every change is stored. */
async function change(db: Database, name: string): Promise<void> {
  await transaction(db, async (trx) => {
    await trx
      .insertInto('facts')
      .values({ name, value: 'x'.repeat(20_000), at: 1 })
      .execute()
    await recordEvent(trx, context, { action: 'sign_in', outcome: 'done', comment: 'x'.repeat(2_000) })
  })
}

async function changeUntilRefused(db: Database, prefix: string): Promise<{ failure: unknown; accepted: number }> {
  for (let accepted = 0; accepted < 5_000; accepted += 1) {
    try {
      await change(db, `${prefix} ${accepted}`)
    } catch (failure) {
      return { failure, accepted }
    }
  }
  throw new Error('the disk never filled up')
}

async function expectWhole(db: Database, records: number): Promise<void> {
  expect(await verifyChain(db)).toMatchObject({ count: records, firstBad: null })
  expect(await db.selectFrom('facts').select('name').execute()).toHaveLength(records)
}

describe('a store that may not grow (SQLITE_FULL)', () => {
  it('refuses the change and its record together, goes on reading, and writes again when there is room', async () => {
    const { options, remove } = await newStore('sqlite')
    const opened = await openDatabase(options)
    await migrateToLatest(opened)
    const { db } = opened
    await sql`pragma max_page_count = 150`.execute(db)
    const { failure, accepted } = await changeUntilRefused(db, 'before')
    expect(storeFailureOf(failure)).toBe('full')
    expect(accepted).toBeGreaterThan(0)
    await expectWhole(db, accepted)
    await sql`pragma max_page_count = 100000`.execute(db)
    await change(db, 'after')
    await expectWhole(db, accepted + 1)
    await opened.close()
    await remove()
  })
})

if (canMount()) {
  describe('a disk that is really full', () => {
    let disk: SmallDisk
    beforeEach(() => {
      disk = smallDisk(4 * 1024 * 1024)
    })
    afterEach(() => {
      disk.remove()
    })

    it('refuses the change and its record together, and takes them when there is room, on the same connection', async () => {
      const opened = await openDatabase({ dataDir: disk.folder })
      await migrateToLatest(opened)
      await change(opened.db, 'first')
      disk.fill()
      const { failure, accepted } = await changeUntilRefused(opened.db, 'full')
      expect(storeFailureOf(failure)).toBe('full')
      await expectWhole(opened.db, 1 + accepted)
      disk.makeRoom()
      await change(opened.db, 'after')
      await expectWhole(opened.db, 2 + accepted)
      await opened.close()
    })

    it('cannot even be read after a restart where no ballast was laid in: the failure is named', async () => {
      const before = await openDatabase({ dataDir: disk.folder })
      await migrateToLatest(before)
      await change(before.db, 'first')
      await before.close()
      const ballast = path.join(disk.folder, 'rescind.ballast')
      // This disk is so small that no ballast is laid in by itself.
      expect(existsSync(ballast)).toBe(false)
      disk.fill()
      const failure = await openDatabase({ dataDir: disk.folder }).then(
        () => null,
        (cause: unknown) => cause,
      )
      expect(storeFailureOf(failure)).toBe('full')
    })

    it('is left no half of an emergency file, which a later process would take for a whole one', () => {
      mkdirSync(path.join(disk.folder, 'emergency'))
      disk.fill()
      expect(() => openEmergencyFile(disk.folder)).toThrow('ENOSPC')
      expect(readdirSync(path.join(disk.folder, 'emergency'))).toEqual([])
    })

    it('takes a line of the emergency file in place when nothing else can be written', () => {
      const emergency = openEmergencyFile(disk.folder)
      disk.fill()
      expect(() => openEmergencyFile(disk.folder)).toThrow(/ENOSPC/)
      emergency.append('{"requestId":"kept"}')
      emergency.append('{"requestId":"kept too"}')
      expect(emergency.readAll()).toEqual(['{"requestId":"kept"}', '{"requestId":"kept too"}'])
      expect(() => emergency.setAside('what is this')).toThrow(/ENOSPC/)
      for (const line of emergency.readAll()) emergency.forget(line)
      expect(emergency.readAll()).toEqual([])
    })
  })

  describe('a disk with a ballast that is really full', () => {
    it('can be read after a restart, and written when there is room again', async () => {
      const disk = smallDisk(24 * 1024 * 1024)
      try {
        const before = await openDatabase({ dataDir: disk.folder })
        await migrateToLatest(before)
        await change(before.db, 'first')
        await before.close()
        const ballast = path.join(disk.folder, 'rescind.ballast')
        expect(statSync(ballast).size).toBe(128 * 1024)
        disk.fill()
        const opened = await openDatabase({ dataDir: disk.folder })
        expect(statSync(ballast).size).toBe(0)
        await expectWhole(opened.db, 1)
        const { failure, accepted } = await changeUntilRefused(opened.db, 'full')
        expect(storeFailureOf(failure)).toBe('full')
        disk.makeRoom()
        await change(opened.db, 'after')
        await expectWhole(opened.db, 2 + accepted)
        await opened.close()
        const later = await openDatabase({ dataDir: disk.folder })
        expect(statSync(ballast).size).toBe(128 * 1024)
        await later.close()
      } finally {
        disk.remove()
      }
    })
  })
} else {
  describe('a disk that is really full, without root', () => {
    it('is made in a user namespace, where this file passes as a whole', () => {
      const vitest = [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--configLoader=runner',
        '--project',
        'contract',
        import.meta.filename,
      ]
      const { status, stdout, stderr, error } = spawnSync(
        'unshare',
        ['--user', '--map-root-user', '--mount', process.execPath, ...vitest],
        // The server is running already, and could not change its user in there.
        { encoding: 'utf8', env: { ...process.env, TEST_DATABASE_URL: inject('postgresUrl') } },
      )
      expect({ status, why: status === 0 ? '' : `${error?.message ?? ''}${stdout}${stderr}` }).toEqual({
        status: 0,
        why: '',
      })
    })
  })
}

import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { openDatabase, type OpenedDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { createAttempts } from '#lib/operations/server/attempts.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { newStore, type TestStore } from '#tests/support/engines.ts'
import { canMount, smallDisk } from '#tests/support/full-disk.ts'
import { createDatabase, startOwnPostgres } from '#tests/support/postgres.ts'
import { writeBench, type WriteBench } from './support.ts'

// Fail closed: an intent that cannot be made durable is not sent, whatever it is that keeps the store from taking it.

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function storeAt(options: OpenOptions): Promise<TestStore> {
  const opened = await openDatabase(options)
  cleanUps.push(() => opened.close().catch(() => undefined))
  await migrateToLatest(opened)
  return { ...opened, options }
}

/** Confirms what a dialog shows while the store takes nothing; answers with why. */
async function confirmedIn(bench: WriteBench, ctx: VerbContext, input: unknown): Promise<string> {
  const answer = await bench.confirm('revoke', input, ctx)
  expect(bench.cloud.writes).toEqual([])
  expect(bench.cloud.certificates.get(bench.identifier)?.vendorStatus).toBe('ISSUE')
  if (answer.ok || answer.error.code !== 'not_recorded') throw new Error(JSON.stringify(answer))
  return answer.error.failure
}

function over(ctx: VerbContext, { db }: OpenedDatabase): VerbContext {
  return { ...ctx, db, writes: { ...ctx.writes, attempts: createAttempts() } }
}

describe('no call leaves', () => {
  it('while the store is read-only, and reading goes on', async () => {
    const { options, remove } = await newStore('sqlite')
    cleanUps.push(remove)
    const bench = await writeBench(await storeAt(options))
    const input = await bench.confirmation('revoke')
    const readOnly = await openDatabase({ ...options, readOnly: true })
    cleanUps.push(() => readOnly.close())
    const ctx = over(bench.ctx, readOnly)
    expect(await confirmedIn(bench, ctx, input)).toBe('read_only')
    expect(await listCertificates(ctx, {})).toMatchObject({ ok: true, value: { items: [{ status: 'valid' }] } })
  })

  it('of a deletion either, which asks for the RevokeTime first and cannot write it down', async () => {
    const { options, remove } = await newStore('sqlite')
    cleanUps.push(remove)
    const bench = await writeBench(await storeAt(options), { vendorStatus: 'REVOKE' })
    const input = await bench.confirmation('delete')
    const readOnly = await openDatabase({ ...options, readOnly: true })
    cleanUps.push(() => readOnly.close())
    const answer = await bench.confirm('delete', input, over(bench.ctx, readOnly))
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_recorded', failure: 'read_only' } })
    expect(bench.cloud.writes).toEqual([])
  })

  it('after PostgreSQL has stopped', async () => {
    const server = await startOwnPostgres()
    cleanUps.push(() => server.stop())
    const { url } = await createDatabase(server.url)
    const { options, remove } = await newStore('sqlite')
    cleanUps.push(remove)
    const bench = await writeBench(await storeAt({ ...options, url }))
    const input = await bench.confirmation('revoke')
    const prepare = bench.cloud.prepareWrite
    // It stops between the reading and the record.
    bench.cloud.prepareWrite = async (...of) => {
      await server.stop()
      return prepare(...of)
    }
    expect(await confirmedIn(bench, bench.ctx, input)).toBe('unreachable')
  })

  if (canMount()) {
    it('while the disk is full, and one does when there is room', async () => {
      const disk = smallDisk(8 * 1024 * 1024)
      cleanUps.push(disk.remove)
      const bench = await writeBench(await storeAt({ dataDir: disk.folder }))
      const input = await bench.confirmation('revoke')
      disk.fill()
      await fillTheLog(bench)
      expect(await confirmedIn(bench, bench.ctx, input)).toBe('full')
      expect(await listCertificates(bench.ctx, {})).toMatchObject({ ok: true, value: { items: [{ status: 'valid' }] } })
      disk.makeRoom()
      expect(await bench.confirm('revoke', input)).toMatchObject({ ok: true, value: { state: 'succeeded' } })
      expect(bench.cloud.writes).toHaveLength(1)
    })
  } else {
    it('while the disk is full: in a user namespace, where this file passes as a whole', () => {
      const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader=runner', '--project', 'contract']
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
})

/** What the write-ahead log holds already is written over on a full disk too: until nothing fits. */
async function fillTheLog({ store }: WriteBench): Promise<void> {
  for (let row = 0; row < 5_000; row += 1) {
    try {
      await store.db
        .insertInto('facts')
        .values({ name: `filler-${String(row)}`, value: 'x'.repeat(500), at: 1 })
        .execute()
    } catch {
      return
    }
  }
  throw new Error('the disk never filled up')
}

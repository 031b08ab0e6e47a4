import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { ABSOLUTE_LIMIT_MS, IDLE_LIMIT_MS } from '#lib/auth/session-limits.ts'
import { readSession, startSession } from '#lib/auth/server/sessions/sessions.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import { createLimiter } from '#lib/cloud/server/limiter/limiter.ts'
import { createReadCall } from '#lib/cloud/server/read-call.ts'
import { systemClock } from '#lib/core/clock.ts'
import { ok } from '#lib/core/result.ts'
import { writeStandingOf, type Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { writeFact } from '#lib/facts/server/facts.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { refuseWrites, takeWrites } from '#tests/support/refuse-writes.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'

// A store that can be read and takes nothing: no call leaves, reading goes on, and what is shown says why.

describeEachEngine('a store that takes no write', (openStore) => {
  /** A read of the vendor whose calls are counted instead of sent. */
  function countedRead(db: Database, onSend: () => Promise<void> = async () => undefined) {
    const sent = { calls: 0 }
    const read = createReadCall({
      origin: 'http://127.0.0.1',
      transport: {
        send: async () => {
          sent.calls += 1
          await onSend()
          const body = JSON.stringify({ RequestId: 'R-1' })
          const answer = { httpStatus: 200, headers: {}, body, end: 'complete' as const, respondedAt: Date.now() }
          return ok({ answer, rttMs: 1 })
        },
        close: () => Promise.resolve(),
      },
      credentials: staticCredentials({ accessKeyId: 'id', accessKeySecret: 'secret' }),
      limiter: createLimiter({ db, clock: systemClock, ratePerSecond: 10, mode: 'fast', owner: 'test' }),
      clock: systemClock,
      watch: { note: () => undefined },
      log: () => undefined,
      newNonce: () => 'nonce',
      random: () => 0,
      sleep: () => Promise.resolve(),
    })
    return { sent, read: () => read('DescribeClientCertificate', { Identifier: 'a' }, { interactive: true }) }
  }

  it('lets no read past the limit that it keeps, and gives the cause as a value', async () => {
    const { db } = await openStore()
    const { sent, read } = countedRead(db)
    await refuseWrites(db)
    expect(await read()).toMatchObject({ ok: false, error: { kind: 'store_read_only' } })
    expect(sent.calls).toBe(0)
    await takeWrites(db)
    expect(await read()).toMatchObject({ ok: true })
    expect(sent.calls).toBe(1)
  })

  it('keeps no answer from its reader when the slot cannot be given back', async () => {
    const { db } = await openStore()
    const { read } = countedRead(db, () => refuseWrites(db))
    expect(await read()).toMatchObject({ ok: true, value: { requestId: 'R-1' } })
    await takeWrites(db)
    const held = await db.selectFrom('limiter_slots').select('holder').where('holder', 'is not', null).execute()
    expect(held).toHaveLength(1)
  })

  it('shows a certificate from the mirror, and a preview that cannot be confirmed', async () => {
    const store = await openStore()
    const leaf = certificateOf('leaf')
    const cloud = scriptedCloud([leaf])
    const ctx = contextOn(store, cloud)
    await mirrorAll(ctx, [leaf])
    await refuseWrites(ctx.db)
    const unkept = { kind: 'store_read_only', code: null, requestId: 'REQUEST-000001' }
    expect(await previewRevocation(ctx, { identifier: 'leaf' })).toMatchObject({ value: { readingFailure: unkept } })
    cloud.readFailure = { kind: 'store_read_only', message: 'not asked' }
    const unread = { source: 'mirror', liveFailure: { kind: 'store_read_only' }, identifier: 'leaf' }
    expect(await getCertificate(ctx, { identifier: 'leaf' })).toMatchObject({ value: unread })
    expect(await getCertificate(ctx, { identifier: 'other' })).toMatchObject({ error: { code: 'certificate_unread' } })
    await takeWrites(ctx.db)
  })

  it('is known from any write of the process, and forgotten with the next that lasts', async () => {
    const { db } = await openStore()
    const write = () => writeFact(db, 'sync_request', { at: 1, by: 'test' }, 1)
    await refuseWrites(db)
    await expect(write()).rejects.toThrow()
    expect(writeStandingOf(db).failure).toBe('read_only')
    await db.selectFrom('facts').select('name').execute()
    expect(writeStandingOf(db).failure).toBe('read_only')
    await takeWrites(db)
    await transaction(db, async (trx) => {
      await trx.insertInto('facts').values({ name: 'x', value: '1', at: 1 }).execute()
      throw new Error('rolled back')
    }).catch(() => undefined)
    expect(writeStandingOf(db).failure).toBe('read_only')
    await transaction(db, (trx) => trx.insertInto('facts').values({ name: 'x', value: '1', at: 1 }).execute())
    expect(writeStandingOf(db).failure).toBeNull()
  })

  it('is found out by a page that only reads, and so is that it takes writes again', async () => {
    const { db } = await openStore()
    expect((await readSyncStatus(db)).unwritable).toBeNull()
    await refuseWrites(db)
    writeStandingOf(db).shownAt = null
    expect((await readSyncStatus(db)).unwritable).toBe('read_only')
    await takeWrites(db)
    writeStandingOf(db).shownAt = null
    expect((await readSyncStatus(db)).unwritable).toBeNull()
  })

  it('ends nobody who is at it, until the absolute limit', async () => {
    const store = await openStore()
    const { userId } = await signedInUser(store, 'operator', 'reader')
    const start = Date.now()
    const session = { userId, address: '192.0.2.1', userAgent: '', now: start, randomBytes }
    const { sessionId } = await transaction(store.db, (trx) => startSession(trx, session))
    const unsavedSeen = new Map<string, number>()
    const readAt = (passed: number, isBackground = false) =>
      readSession(store.db, {
        sessionId,
        address: '192.0.2.1',
        now: start + passed,
        isBackground,
        unsavedSeen,
        onTouchFailure: () => undefined,
      })
    await refuseWrites(store.db)
    const step = IDLE_LIMIT_MS - 1
    for (let passed = step; passed < ABSOLUTE_LIMIT_MS; passed += step) expect(await readAt(passed)).not.toBeNull()
    expect(await readAt(ABSOLUTE_LIMIT_MS)).toBeNull()
    expect(unsavedSeen.size).toBe(0)
    await takeWrites(store.db)
  })

  it('does not take a page that asks by itself for a person', async () => {
    const store = await openStore()
    const { userId } = await signedInUser(store, 'operator', 'idle')
    const start = Date.now()
    const session = { userId, address: '192.0.2.1', userAgent: '', now: start, randomBytes }
    const { sessionId } = await transaction(store.db, (trx) => startSession(trx, session))
    const unsavedSeen = new Map<string, number>()
    const readAt = (passed: number, isBackground: boolean) =>
      readSession(store.db, {
        sessionId,
        address: '192.0.2.1',
        now: start + passed,
        isBackground,
        unsavedSeen,
        onTouchFailure: () => undefined,
      })
    await refuseWrites(store.db)
    expect(await readAt(IDLE_LIMIT_MS - 1, true)).not.toBeNull()
    expect(await readAt(IDLE_LIMIT_MS, false)).toBeNull()
    await takeWrites(store.db)
    // Once the store takes writes, the row says it again and memory holds nothing.
    expect(await readAt(IDLE_LIMIT_MS - 1, false)).not.toBeNull()
    expect(unsavedSeen.size).toBe(0)
  })
})

describeEachEngine('a vendor that does not answer somebody at a page', (openStore) => {
  it('is known to every page at once, until it answers anybody', async () => {
    const store = await openStore()
    const leaf = certificateOf('leaf')
    const cloud = scriptedCloud([leaf])
    const ctx = contextOn(store, cloud)
    await mirrorAll(ctx, [leaf])
    const unreachable = async () => (await readSyncStatus(ctx.db)).unreachable
    cloud.readFailure = { kind: 'throttled', message: 'later' }
    await getCertificate(ctx, { identifier: 'leaf' })
    expect(await unreachable()).toBeNull()
    cloud.readFailure = { kind: 'unreachable', message: 'silence' }
    await getCertificate(ctx, { identifier: 'leaf' })
    expect(await unreachable()).toMatchObject({ kind: 'unreachable' })
    cloud.readFailure = null
    await previewRevocation(ctx, { identifier: 'leaf' })
    expect(await unreachable()).toBeNull()
  })

  it('that refuses the list is not called well because a certificate can be read', async () => {
    const store = await openStore()
    const leaf = certificateOf('leaf')
    const ctx = contextOn(store, scriptedCloud([leaf]))
    await mirrorAll(ctx, [leaf])
    const refused = { kind: 'forbidden', message: 'no', code: null, requestId: null }
    await writeFact(ctx.db, 'vendor_unreachable', { since: 1, triedAt: 1, nextTryAt: 2, failures: 1, ...refused }, 1)
    await getCertificate(ctx, { identifier: 'leaf' })
    expect((await readSyncStatus(ctx.db)).unreachable).toMatchObject({ kind: 'forbidden' })
  })
})

import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { previewDeletion } from '#lib/certificates/server/preview.ts'
import { DELETION_MARGIN_MS } from '#lib/operations/schedule.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { settleOperation } from '#lib/operations/server/settle.ts'
import { buryVerified } from '#lib/sync/server/verify.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { refuseWrites, takeWrites } from '#tests/support/refuse-writes.ts'
import { refused, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { DAY_MS, scheduleBench, type ScheduleBench } from './schedule-support.ts'

describeEachEngine('a scheduled deletion', (openStore) => {
  let store: TestStore

  beforeAll(async () => {
    store = await openStore()
  })

  const outcomes = async (bench: ScheduleBench) =>
    (await bench.events()).map(({ action, outcome }) => `${action} ${outcome}`)
  const colleagueOf = async (bench: ScheduleBench, role: 'operator' | 'viewer' = 'operator') =>
    asAnother(bench.ctx, await signedInUser(store, role, `${role}-${randomUUID()}`))

  describe('is recorded', () => {
    it('with its day, its requester and what was said, in one transaction with its event, and nothing is sent', async () => {
      const bench = await scheduleBench(store)
      const input = await bench.wish({ comment: 'after the audit' })
      const done = await bench.schedule(input)
      const id = String(input['operationId'])
      expect(done).toMatchObject({
        ok: true,
        value: { operationId: id, kind: 'delete', state: 'scheduled', joined: false },
      })
      const { notAfter } = (await bench.operation(id)).certificate
      const dueAt = new Date(Date.parse(notAfter ?? '') + DELETION_MARGIN_MS).toISOString()
      expect(await bench.operation(id)).toMatchObject({
        state: 'scheduled',
        dueAt,
        nextReadAt: dueAt,
        exchange: null,
        requestId: null,
        reason: 'no_longer_needed',
        ticket: 'CHG-7',
        comment: 'after the audit',
        certificate: { vendorStatus: 'REVOKE' },
      })
      const { actor } = bench.ctx
      expect(await bench.stored(id)).toMatchObject({ requester_id: actor.kind === 'user' ? actor.userId : '' })
      expect(await bench.events()).toMatchObject([
        { action: 'schedule_deletion', outcome: 'scheduled', details: { dueAt, vendorStatus: 'REVOKE' } },
      ])
      expect(bench.cloud.writes).toEqual([])
      expect(await bench.row()).toMatchObject({ vendor_status: 'REVOKE' })
    })

    it('once, however often the same request comes', async () => {
      const bench = await scheduleBench(store)
      const input = await bench.wish()
      const [first, second] = await Promise.all([bench.schedule(input), bench.schedule(input, asAnother(bench.ctx))])
      expect(second).toEqual(first)
      expect(await outcomes(bench)).toEqual(['schedule_deletion scheduled'])
    })

    it('not where the store takes nothing', async () => {
      const own = await openStore()
      const bench = await scheduleBench(own)
      const input = await bench.wish()
      await refuseWrites(own.db)
      expect(await bench.schedule(input)).toMatchObject({
        ok: false,
        error: { code: 'not_recorded', failure: 'read_only' },
      })
      await takeWrites(own.db)
      expect(await own.db.selectFrom('operations').selectAll().execute()).toEqual([])
    })
  })

  describe('is refused, and the attempt recorded,', () => {
    it.each([
      ['of a certificate that is not revoked', { vendorStatus: 'ISSUE' }, 'not_revoked'],
      ['of one that has expired', { notAfter: Date.now() - 1 }, 'nothing_to_wait_for'],
      ['of one whose end is not known', { notAfter: null }, 'nothing_to_wait_for'],
    ] as const)('%s', async (_what, over, code) => {
      const bench = await scheduleBench(store, over)
      expect(await bench.schedule()).toMatchObject({ ok: false, error: { code } })
      expect(await bench.events()).toMatchObject([
        { action: 'schedule_deletion', outcome: 'denied', details: { code } },
      ])
    })

    it('when it changed since it was shown', async () => {
      const bench = await scheduleBench(store)
      const input = await bench.wish({ shown: 'something else' })
      expect(await bench.schedule(input)).toMatchObject({ ok: false, error: { code: 'changed_since_shown' } })
    })

    it('without a fresh reading', async () => {
      const bench = await scheduleBench(store)
      const input = await bench.wish()
      bench.pass(31_000)
      bench.cloud.readFailure = { kind: 'unreachable', message: 'down' }
      expect(await bench.schedule(input)).toMatchObject({ ok: false, error: { code: 'reading_failed' } })
      expect(await outcomes(bench)).toEqual(['schedule_deletion not_sent'])
    })

    it('while another operation on it is open', async () => {
      const bench = await scheduleBench(store)
      bench.cloud.script = [{ outcome: timedOut, applied: false }]
      const { operationId } = await bench.write('delete')
      expect(await bench.schedule()).toMatchObject({ ok: false, error: { code: 'operation_open', operationId } })
    })

    it('of whoever may not delete, or has lost the session meanwhile', async () => {
      const bench = await scheduleBench(store)
      const input = await bench.wish()
      expect(await bench.schedule(input, await colleagueOf(bench, 'viewer'))).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      })
      const leaver = await colleagueOf(bench)
      await store.db.updateTable('sessions').set({ ended_at: 1 }).where('user_id', '=', userOf(leaver)).execute()
      expect(await bench.schedule(input, leaver)).toMatchObject({ ok: false, error: { code: 'no_longer_permitted' } })
    })
  })

  it('is one a certificate: the second operator joins it, with a reason of their own', async () => {
    const bench = await scheduleBench(store)
    const id = await bench.scheduled()
    const second = await bench.wish({ reason: 'data_removal', ticket: 'CHG-8' })
    const joined = await bench.schedule(second, await colleagueOf(bench))
    expect(joined).toMatchObject({ ok: true, value: { operationId: id, state: 'scheduled', joined: true } })
    expect(await bench.operation(id)).toMatchObject({ joins: [{ reason: 'data_removal', ticket: 'CHG-8' }] })
    expect(await outcomes(bench)).toEqual(['schedule_deletion scheduled', 'schedule_deletion joined'])
  })

  it('is shown by the dialog, which offers a day only where there is one to wait for', async () => {
    const bench = await scheduleBench(store)
    const { ctx, identifier } = bench
    expect(await previewDeletion(ctx, { identifier })).toMatchObject({ value: { scheduled: null } })
    const id = await bench.scheduled()
    const { dueAt } = await bench.operation(id)
    expect(await previewDeletion(ctx, { identifier })).toMatchObject({
      value: { dueAt, scheduled: { id, dueAt }, gate: ['unexpired'] },
    })
    bench.pass(10 * DAY_MS)
    expect(await previewDeletion(ctx, { identifier })).toMatchObject({ value: { dueAt: null, gate: [] } })
  })

  it('is found by its state, after what is open, the next one first, and leaves the certificates as they are counted', async () => {
    const own = await openStore()
    const [late, early, open] = [
      await scheduleBench(own, { notAfter: Date.now() + 90 * DAY_MS }),
      await scheduleBench(own),
      await scheduleBench(own),
    ]
    const ids = [await late.scheduled(), await early.scheduled()]
    open.cloud.script = [{ outcome: timedOut, applied: false }]
    const { operationId } = await open.write('delete')
    const list = async (input: Record<string, unknown>) => {
      const listed = await listOperations(open.ctx, input)
      if (!listed.ok) throw new Error(listed.error.code)
      return listed.value.items.map(({ id }) => id)
    }
    expect((await list({ state: ['scheduled'] })).sort()).toEqual(ids.toSorted())
    expect(await list({ sort: 'urgency' })).toEqual([operationId, ids[1], ids[0]])
    expect(await listCertificates(open.ctx, { facets: true })).toMatchObject({
      value: { facets: { status: { revoked: 2, unknown: 1, pending: 0 } } },
    })
  })

  describe('blocks nothing', () => {
    it('an immediate deletion goes ahead and ends it, once', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      expect(await bench.write('delete')).toMatchObject({ state: 'succeeded', joined: false })
      expect(await bench.operation(id)).toMatchObject({ state: 'cancelled', cause: 'deleted_here', settledBy: null })
      expect(await outcomes(bench)).toEqual([
        'schedule_deletion scheduled',
        'delete_certificate requested',
        'cancel_deletion cancelled',
        'delete_certificate succeeded',
      ])
      bench.passToDue()
      await bench.work()
      expect(bench.cloud.writes).toHaveLength(1)
    })

    it('one that the vendor refuses leaves it scheduled', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.script = [{ outcome: refused, applied: false }]
      expect(await bench.write('delete')).toMatchObject({ state: 'refused' })
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled' })
    })

    it.each(['read back', 'settled by hand'])('one whose success is %s ends it too', async (how) => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.script = [{ outcome: timedOut, applied: true }]
      const { operationId } = await bench.write('delete')
      bench.pass(how === 'read back' ? 25_001 : 6 * 60_000)
      if (how === 'settled by hand') bench.cloud.readFailure = { kind: 'unreachable', message: 'down' }
      await reconcileDue(bench.ctx)
      if (how === 'settled by hand')
        await settleOperation(bench.ctx, { operationId, verdict: 'done', comment: 'seen in ActionTrail' })
      expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded' })
      expect(await bench.operation(id)).toMatchObject({ state: 'cancelled', cause: 'deleted_here' })
    })

    it('a tombstone that sync finds ends it, once', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { ctx, identifier } = bench
      bench.cloud.certificates.delete(identifier)
      const sync = { ...asAnother(ctx, { kind: 'worker', name: 'sync' }), signal: new AbortController().signal }
      const target = { identifier, serialNumber: '5e', commonName: 'gone' }
      expect(await buryVerified(sync, [target, target], null)).toMatchObject({ buried: 1 })
      expect(await bench.operation(id)).toMatchObject({ state: 'cancelled', cause: 'deleted_elsewhere' })
      expect(await outcomes(bench)).toEqual([
        'schedule_deletion scheduled',
        'sync_finding done',
        'cancel_deletion cancelled',
      ])
      bench.passToDue()
      await bench.work()
      expect(bench.cloud.writes).toEqual([])
    })
  })

  describe('is cancelled', () => {
    it('by a colleague, whose name the receipt tells; then nothing happens on its day, and another may be scheduled', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const colleague = await colleagueOf(bench)
      expect(await bench.cancel(id, colleague)).toEqual({ ok: true, value: { state: 'cancelled' } })
      expect(await bench.operation(id)).toMatchObject({
        state: 'cancelled',
        settledBy: 'human',
        settledByPerson: colleague.actor.kind === 'user' ? colleague.actor.email : '',
      })
      expect(await outcomes(bench)).toEqual(['schedule_deletion scheduled', 'cancel_deletion cancelled'])
      const again = await bench.scheduled()
      expect(again).not.toBe(id)
      expect(await bench.cancel(again)).toMatchObject({ ok: true })
      bench.passToDue()
      await bench.work()
      expect(bench.cloud.writes).toEqual([])
    })

    it('by nobody who may not delete', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const answer = await bench.cancel(id, await colleagueOf(bench, 'viewer'))
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } })
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled' })
    })

    it('once: who comes too late is told how it stands, and that is recorded', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      await bench.cancel(id)
      expect(await bench.cancel(id)).toEqual({ ok: false, error: { code: 'not_scheduled', state: 'cancelled' } })
      const other = await bench.scheduled()
      bench.passToDue()
      await bench.work()
      expect(await bench.cancel(other)).toEqual({ ok: false, error: { code: 'not_scheduled', state: 'succeeded' } })
      expect(await bench.cancel(randomUUID())).toEqual({ ok: false, error: { code: 'not_found' } })
      expect((await outcomes(bench)).filter((event) => event === 'cancel_deletion denied')).toHaveLength(2)
    })
  })
})

function userOf({ actor }: { actor: { kind: string; userId?: string } }): string {
  return actor.userId ?? ''
}

import { once } from 'node:events'
import { beforeAll, expect, it } from 'vitest'
import { chainHashOf, GENESIS_HASH, recordHashOf } from '#lib/audit/server/chain.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { verifyChain } from '#lib/audit/server/verify.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { startProcess } from '#tests/support/node-process.ts'
import { contextOf, hostileNames, record, user } from './support.ts'

describeEachEngine('recording', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })
  const rows = () => store.db.selectFrom('audit_events').selectAll().orderBy('sequence').execute()

  it('keeps everything about an event in the bytes that are hashed, and chains them', async () => {
    const context = contextOf(store, user('operator'))
    await record(context, {
      action: 'revoke_certificate',
      outcome: 'succeeded',
      target: { identifier: 'id-1', serialNumber: '0a1b', commonName: 'gateway' },
      requestId: 'REQ',
      operationId: 'op',
      reason: 'superseded',
      ticket: 'T-1',
      comment: 'said',
      details: { z: 1, a: [null, true] },
    })
    const [row] = await rows()
    expect(row?.record).toBe(
      '{"action":"revoke_certificate",' +
        '"actor":{"kind":"user","label":"operator@example.test","role":"operator","session":"s","userId":"operator@example.test"},' +
        '"address":"192.0.2.7","at":"2026-11-24T12:00:00.000Z","comment":"said","correlationId":"correlation",' +
        '"details":{"a":[null,true],"z":1},"operationId":"op","outcome":"succeeded","reason":"superseded",' +
        '"requestId":"REQ","sequence":1,' +
        '"target":{"commonName":"gateway","identifier":"id-1","serialNumber":"0a1b"},"ticket":"T-1","v":1}',
    )
    expect(row).toMatchObject({
      sequence: 1,
      record_hash: recordHashOf(row?.record ?? ''),
      previous_hash: GENESIS_HASH,
      hash: chainHashOf(GENESIS_HASH, row?.record_hash ?? ''),
      at: Date.UTC(2026, 10, 24, 12),
      identifier: 'id-1',
      request_id: 'REQ',
    })
  })

  it('is undone with the change that it records', async () => {
    const context = contextOf(store, user('operator'))
    const before = await store.db.selectFrom('audit_head').selectAll().execute()
    const failing = transaction(store.db, async (trx) => {
      await recordEvent(trx, context, { action: 'sign_in', outcome: 'done' })
      throw new Error('the change failed')
    })
    await expect(failing).rejects.toThrow('the change failed')
    expect(await store.db.selectFrom('audit_head').selectAll().execute()).toEqual(before)
    await record(context, { action: 'sign_in', outcome: 'done' }, { action: 'sign_out', outcome: 'done' })
    expect((await rows()).map(({ sequence }) => sequence)).toEqual([1, 2, 3])
  })

  it('keeps several records of one transaction in their order', async () => {
    const context = contextOf(store, { kind: 'worker', name: 'sync' })
    const sequences = await transaction(store.db, async (trx) => {
      const first = await recordEvent(trx, context, { action: 'sync_finding', outcome: 'done' })
      const second = await recordEvent(trx, context, { action: 'sync_finding', outcome: 'done' })
      return [first.sequence, second.sequence]
    })
    expect(sequences[1]).toBe((sequences[0] ?? 0) + 1)
    expect((await verifyChain(store.db)).firstBad).toBeNull()
  })

  it('keeps every name exactly, on one line without a character that anything obeys', async () => {
    const context = contextOf(store, { kind: 'anonymous', address: '::1' })
    for (const name of hostileNames) {
      const target = { identifier: name, serialNumber: name, commonName: name }
      const texts = { requestId: name, operationId: name, reason: name, ticket: name, comment: name }
      await record(context, { action: 'sign_in', outcome: 'denied', target, ...texts, details: { [name]: name } })
      const row = (await rows()).at(-1)
      const stored = JSON.parse(row?.record ?? '') as { target: unknown; comment: string; details: unknown }
      expect(stored.target).toEqual(target)
      expect(stored.comment).toBe(name)
      expect(stored.details).toEqual({ [name]: name })
      expect(row?.record).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }
    expect((await verifyChain(store.db)).firstBad).toBeNull()
  })

  it('chains what two processes append at the same time, none lost and none twice', async () => {
    const count = 150
    const before = (await rows()).length
    const processes = ['left', 'right'].map((name) =>
      startProcess('tests/contract/audit/append-process.ts', { options: store.options, name, count }),
    )
    await Promise.all(processes.map(({ child }) => once(child.stdout ?? child, 'data')))
    for (const { child } of processes) child.stdin?.write('go\n')
    const ends = await Promise.all(processes.map(({ ended }) => ended))
    expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual([
      { code: 0, errors: '' },
      { code: 0, errors: '' },
    ])
    const added = (await rows()).slice(before)
    expect(new Set(added.map(({ correlation_id }) => correlation_id)).size).toBe(2 * count)
    expect(added).toHaveLength(2 * count)
    // The two were really mixed: not one after the other.
    const changes = added.filter(({ actor }, index) => index > 0 && actor !== added[index - 1]?.actor)
    expect(changes.length).toBeGreaterThan(3)
    expect(await verifyChain(store.db)).toMatchObject({ count: before + 2 * count, firstBad: null })
  })
})

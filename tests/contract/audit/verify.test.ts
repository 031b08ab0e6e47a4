import { beforeEach, expect, it } from 'vitest'
import { chainHashOf, recordHashOf } from '#lib/audit/server/chain.ts'
import { verifyAudit } from '#lib/audit/server/verify.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf, record, user } from './support.ts'
import { tamper } from './tamper.ts'

describeEachEngine('verifying the stored audit', (openStore) => {
  let store: TestStore
  beforeEach(async () => {
    store = await openStore()
    const target = { identifier: 'id', serialNumber: '0a', commonName: 'NUL \u0000 and half \ud800' }
    for (let count = 0; count < 3; count += 1) {
      await record(contextOf(store, user('operator')), { action: 'revoke_certificate', outcome: 'succeeded', target })
    }
  })

  async function finding() {
    const result = await verifyAudit(contextOf(store, user('auditor')), {})
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }

  it('finds a whole chain good, and the finding becomes a record', async () => {
    expect(await finding()).toMatchObject({ count: 3, head: { sequence: 3 }, firstBad: null })
    expect(await finding()).toMatchObject({ count: 4, firstBad: null })
    const last = store.db.selectFrom('audit_events').select(['action', 'outcome', 'actor']).where('sequence', '=', 4)
    expect(await last.executeTakeFirst()).toEqual({
      action: 'verify_audit',
      outcome: 'done',
      actor: 'auditor@example.test',
    })
  })

  it.each([
    ['changed bytes', 2, 'record', `update audit_events set record = replace(record, '0a', '0b') where sequence = 2`],
    ['a record that is gone', 2, 'missing', `delete from audit_events where sequence = 2`],
    ['a head that is ahead', 3, 'missing', `delete from audit_events where sequence = 3`],
    ['a head with another hash', 3, 'head', `update audit_head set hash = '${'0'.repeat(64)}'`],
    ['another previous hash', 2, 'chain', `update audit_events set previous_hash = hash where sequence = 2`],
    ['another hash', 1, 'chain', `update audit_events set hash = record_hash where sequence = 1`],
    [
      'an outcome to search by that is not the record’s',
      2,
      'columns',
      `update audit_events set outcome = 'refused' where sequence = 2`,
    ],
    [
      'a time to search by that is not the record’s',
      2,
      'columns',
      `update audit_events set at = at + 1 where sequence = 2`,
    ],
  ] as const)('names the first bad sequence for %s', async (_what, sequence, problem, statement) => {
    await tamper(store, statement)
    expect((await finding()).firstBad).toEqual({ sequence, problem })
  })

  it('is not fooled by a record whose own hash was made to fit', async () => {
    const rows = await store.db.selectFrom('audit_events').selectAll().orderBy('sequence').execute()
    const bytes = (rows[1]?.record ?? '').replace('succeeded', 'refused')
    const recordHash = recordHashOf(bytes)
    const hash = chainHashOf(rows[0]?.hash ?? '', recordHash)
    const fitted = `record = '${bytes}', record_hash = '${recordHash}', hash = '${hash}', outcome = 'refused'`
    await tamper(store, `update audit_events set ${fitted} where sequence = 2`)
    expect((await finding()).firstBad).toEqual({ sequence: 3, problem: 'chain' })
  })

  it('is for auditors and admins', async () => {
    const refused = await verifyAudit(contextOf(store, user('operator')), {})
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden', permission: 'audit.verify' } })
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { chainHashOf, recordHashOf } from '#lib/audit/server/chain.ts'
import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { signCheckpoint } from '#lib/audit/server/checkpoint.ts'
import { insertCheckpoint } from '#lib/audit/server/repository.checkpoints.ts'
import { verifyAudit } from '#lib/audit/server/verify.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { auditKeyNumber, auditSealNumber } from '#tests/support/audit-key.ts'
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

  describe('with checkpoints', () => {
    const signer = (number: number) => createCheckpointSigner(auditSealNumber(number))
    const asWorker = () => contextOf(store, { kind: 'worker', name: 'checkpoint' })
    const checkpoints = () => store.db.selectFrom('audit_checkpoints').selectAll().orderBy('sequence').execute()
    // Records 1 to 3, the key at 4, a checkpoint there, a key more at 5 with its own, and a record.
    beforeEach(async () => {
      await signer(1).sign(asWorker())
      await signer(2).sign(asWorker(), { atOnce: true })
      await record(contextOf(store, user('operator')), { action: 'sign_in', outcome: 'done' })
    })

    it('holds them against the chain, of older keys too, and says so', async () => {
      const at = new Date(Date.UTC(2026, 10, 24, 12)).toISOString()
      expect(await finding()).toMatchObject({
        count: 6,
        checkpoints: { count: 2, last: { sequence: 5, at } },
        firstBad: null,
      })
      const last = store.db.selectFrom('audit_events').select('record').where('sequence', '=', 7)
      const { record: bytes } = await last.executeTakeFirstOrThrow()
      expect(JSON.parse(bytes)).toMatchObject({ details: { count: 6, checkpoints: 2, firstBad: null } })
    })

    it.each([
      ['another signature', 4, `update audit_checkpoints set signature = '${'0'.repeat(128)}' where sequence = 4`],
      ['no signature', 4, `update audit_checkpoints set signature = '' where sequence = 4`],
      [
        'another public key',
        4,
        `update audit_checkpoints set public_key = (select public_key from audit_checkpoints where sequence = 5) where sequence = 4`,
      ],
      ['another time', 5, `update audit_checkpoints set at = at - 1 where sequence = 5`],
      ['a time that is none', 5, `update audit_checkpoints set at = 9000000000000000 where sequence = 5`],
      ['another hash', 5, `update audit_checkpoints set hash = '${'0'.repeat(64)}' where sequence = 5`],
      ['another place', 6, `update audit_checkpoints set sequence = 6 where sequence = 5`],
    ] as const)('names the record of one with %s', async (_what, sequence, statement) => {
      await tamper(store, statement)
      expect((await finding()).firstBad).toEqual({ sequence, problem: 'checkpoint' })
    })

    it('takes none by a key that the log does not name, though its signature is good', async () => {
      const head = await store.db.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirstOrThrow()
      const foreign = signCheckpoint(auditKeyNumber(3), { ...head, at: 1 })
      await transaction(store.db, (trx) => insertCheckpoint(trx, foreign))
      expect((await finding()).firstBad).toEqual({ sequence: 6, problem: 'checkpoint' })
    })

    it('takes none by a key before the log names it', async () => {
      const third = await store.db
        .selectFrom('audit_events')
        .select('hash')
        .where('sequence', '=', 3)
        .executeTakeFirstOrThrow()
      const early = signCheckpoint(auditKeyNumber(1), { sequence: 3, hash: third.hash, at: 1 })
      const [first] = await checkpoints()
      await tamper(
        store,
        `insert into audit_checkpoints (sequence, hash, at, key_id, public_key, statement, signature) values
           (3, '${early.hash}', 1, '${first?.key_id ?? ''}', '${early.publicKey}', '${early.statement}', '${early.signature}')`,
      )
      expect((await finding()).firstBad).toEqual({ sequence: 3, problem: 'checkpoint' })
    })

    it('finds a chain that was rewritten under them', async () => {
      const rows = await store.db.selectFrom('audit_events').selectAll().orderBy('sequence').execute()
      let previous = rows[0]?.hash ?? ''
      const statements = rows.slice(1).map((row) => {
        const bytes = row.sequence === 2 ? row.record.replace('succeeded', 'refused') : row.record
        const recordHash = recordHashOf(bytes)
        const hash = chainHashOf(previous, recordHash)
        const outcome = row.sequence === 2 ? 'refused' : row.outcome
        const set = `record = '${bytes}', record_hash = '${recordHash}', previous_hash = '${previous}', hash = '${hash}', outcome = '${outcome}'`
        previous = hash
        return `update audit_events set ${set} where sequence = ${row.sequence}`
      })
      await tamper(store, ...statements, `update audit_head set hash = '${previous}'`)
      expect((await finding()).firstBad).toEqual({ sequence: 4, problem: 'checkpoint' })
    })

    it('finds a tail that was cut off, head and all', async () => {
      await tamper(
        store,
        `delete from audit_events where sequence > 3`,
        `update audit_head set sequence = 3, hash = (select hash from audit_events where sequence = 3)`,
      )
      expect((await finding()).firstBad).toEqual({ sequence: 4, problem: 'missing' })
    })
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

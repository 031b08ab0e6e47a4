import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditVerification } from '#lib/audit/entry.ts'
import { checkpointMemoryIn } from '#lib/audit/server/checkpoint-memory.ts'
import { checkpointLine } from '#lib/audit/server/checkpoint.ts'
import { createCheckpointSigner, EVERY_RECORDS, type CheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { readCheckpointStanding } from '#lib/audit/server/checkpoint-standing.ts'
import { readCheckpoints } from '#lib/audit/server/repository.checkpoints.ts'
import { verifyChain } from '#lib/audit/server/verify.ts'
import type { Log } from '#lib/log/server/log.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { auditKeyNumber, auditSealNumber } from '#tests/support/audit-key.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf, record, user } from './support.ts'
import { tamper } from './tamper.ts'

type Finding = NonNullable<AuditVerification['firstBad']>

const NOON = Date.UTC(2026, 10, 24, 12)

describeEachEngine('signing where the audit stands', (openStore) => {
  let store: TestStore
  let now: number
  let signer: CheckpointSigner
  let logged: unknown[]
  beforeEach(async () => {
    store = await openStore()
    now = NOON
    logged = []
    signer = createCheckpointSigner(auditSealNumber(1))
  })

  const log: Log = (...line) => logged.push(line)
  const context = () => ({
    db: store.db,
    actor: { kind: 'worker', name: 'checkpoint' } as const,
    correlationId: 'c',
    clock: { now: () => now },
    log,
  })
  const sign = (options?: { atOnce?: boolean }, by = signer) => by.sign(context(), options)
  const happen = async (count = 1) => {
    for (let number = 0; number < count; number += 1) {
      await record(contextOf(store, user('operator'), now), { action: 'sign_in', outcome: 'done' })
    }
  }
  const checkpoints = () => readCheckpoints(store.db, { after: 0, last: 1e9 })
  const signed = async () => (await checkpoints()).map(({ sequence }) => sequence)
  const told = async () => {
    const query = store.db.selectFrom('audit_events').select(['sequence', 'outcome', 'actor', 'record'])
    const rows = await query.where('action', '=', 'sign_checkpoint').orderBy('sequence').execute()
    return rows.map((row) => ({ ...row, record: (JSON.parse(row.record) as { details: unknown }).details }))
  }

  it('names its key in the chain first, then signs the head at most once a minute', async () => {
    expect(await sign()).toBe('signed')
    expect(await signed()).toEqual([1])
    const first = await store.db.selectFrom('audit_events').select(['action', 'record']).executeTakeFirstOrThrow()
    expect(first.action).toBe('change_audit_key')
    expect(JSON.parse(first.record)).toMatchObject({
      outcome: 'done',
      details: { keyId: auditKeyNumber(1).id, previousKeyId: null },
    })
    now += 60_000
    expect(await sign(), 'nothing has happened').toBe('not_due')
    await happen(3)
    expect(await sign()).toBe('signed')
    await happen()
    now += 59_999
    expect(await sign()).toBe('not_due')
    now += 1
    expect(await sign()).toBe('signed')
    expect(await signed()).toEqual([1, 4, 5])
  })

  it('signs at once when much has happened, and whatever has happened when it stops', async () => {
    await sign()
    await transaction(store.db, async (trx) => {
      for (let number = 1; number < EVERY_RECORDS; number += 1) {
        await recordEvent(trx, context(), { action: 'sign_in', outcome: 'done' })
      }
    })
    expect(await sign()).toBe('not_due')
    await happen()
    expect(await sign()).toBe('signed')
    await happen(2)
    expect(await sign()).toBe('not_due')
    expect(await sign({ atOnce: true })).toBe('signed')
    expect(await sign({ atOnce: true })).toBe('not_due')
    expect(await signed()).toEqual([1, 1 + EVERY_RECORDS, 3 + EVERY_RECORDS])
  })

  it('signs the bytes that it stores, as openssl sees it', async () => {
    await happen(2)
    await sign()
    const [checkpoint] = await checkpoints()
    if (!checkpoint) throw new Error('nothing is signed')
    const head = await store.db.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirstOrThrow()
    expect(checkpoint.statement).toBe(
      `{"at":"2026-11-24T12:00:00.000Z","hash":"${head.hash}","keyId":"${auditKeyNumber(1).id}","sequence":3,"v":1}`,
    )
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-openssl-'))
    const file = (name: string, content: Buffer | string) => {
      writeFileSync(path.join(folder, name), content)
      return path.join(folder, name)
    }
    const key = file('key.der', Buffer.from(checkpoint.publicKey, 'hex'))
    const signature = file('signature', Buffer.from(checkpoint.signature, 'hex'))
    const openssl = (...args: string[]) => spawnSync('openssl', args, { encoding: 'utf8' })
    const verify = (text: string) => {
      const message = file('message', text)
      const from = ['-pubin', '-keyform', 'DER', '-inkey', key, '-rawin', '-in', message, '-sigfile', signature]
      return openssl('pkeyutl', '-verify', ...from).status
    }
    expect(verify(`rescind audit checkpoint\n${checkpoint.statement}`)).toBe(0)
    expect(verify(`rescind audit trailer\n${checkpoint.statement}`)).toBe(1)
    const fingerprint = openssl('dgst', '-sha256', '-r', key).stdout.split(' ')[0]
    expect(fingerprint).toBe(checkpoint.keyId)
    rmSync(folder, { recursive: true })
  })

  it('never dates a checkpoint before what it covers, whichever clock that was', async () => {
    now = NOON + 90_000
    await happen()
    now = NOON
    await sign()
    await happen()
    expect(await sign({ atOnce: true })).toBe('signed')
    expect((await checkpoints()).map(({ at }) => at)).toEqual([NOON + 90_000, NOON + 90_000])
  })

  it('goes on with another key, which the chain names; the older checkpoints stay good', async () => {
    await happen()
    await sign()
    const next = createCheckpointSigner(auditSealNumber(2))
    now += 60_000
    expect(await sign({}, next)).toBe('signed')
    expect((await checkpoints()).map(({ sequence, keyId }) => ({ sequence, keyId }))).toEqual([
      { sequence: 2, keyId: auditKeyNumber(1).id },
      { sequence: 3, keyId: auditKeyNumber(2).id },
    ])
    const row = store.db.selectFrom('audit_events').select('record').where('sequence', '=', 3)
    expect(JSON.parse((await row.executeTakeFirstOrThrow()).record)).toMatchObject({
      action: 'change_audit_key',
      details: { keyId: auditKeyNumber(2).id, previousKeyId: auditKeyNumber(1).id },
    })
    expect(await verifyChain(store.db)).toMatchObject({ checkpoints: { count: 2 }, firstBad: null })
  })

  describe('refuses', () => {
    type Case = { of: string; statements: string[]; finding: Finding; second?: Finding }
    const cases: Case[] = [
      {
        of: 'changed bytes',
        statements: [`update audit_events set record = replace(record, 'done', 'dine') where sequence = 4`],
        finding: { sequence: 4, problem: 'record' },
      },
      {
        of: 'a record that is gone',
        statements: [`delete from audit_events where sequence = 4`],
        finding: { sequence: 4, problem: 'missing' },
      },
      {
        of: 'a column that says otherwise',
        statements: [`update audit_events set actor = 'nobody' where sequence = 5`],
        finding: { sequence: 5, problem: 'columns' },
      },
      {
        of: 'a checkpoint of a record that is another',
        statements: [`update audit_events set hash = record_hash where sequence = 3`],
        finding: { sequence: 3, problem: 'checkpoint' },
      },
      {
        of: 'a checkpoint that was changed',
        statements: [`update audit_checkpoints set at = at + 1`],
        finding: { sequence: 3, problem: 'checkpoint' },
      },
      {
        of: 'a checkpoint that is gone',
        statements: [`delete from audit_checkpoints where sequence = 3`],
        finding: { sequence: 3, problem: 'checkpoint' },
      },
      // What tells of these stands on the bad head, or where the records were: that is then a second finding.
      {
        of: 'another head',
        statements: [`update audit_head set hash = '${'0'.repeat(64)}'`],
        finding: { sequence: 5, problem: 'head' },
        second: { sequence: 6, problem: 'chain' },
      },
      {
        of: 'a tail that is gone',
        statements: [
          `delete from audit_events where sequence > 2`,
          `update audit_head set sequence = 2, hash = (select hash from audit_events where sequence = 2)`,
        ],
        finding: { sequence: 3, problem: 'missing' },
        second: { sequence: 3, problem: 'checkpoint' },
      },
    ]

    it.each(cases)('$of, and tells it once', async ({ statements, finding, second }) => {
      await happen(2)
      await sign()
      await happen(2)
      await tamper(store, ...statements)
      const before = await signed()
      now += 60_000
      expect(await sign()).toBe('refused')
      expect(logged).toEqual([['error', expect.stringContaining('does not hold together'), finding]])
      expect(await told()).toMatchObject([
        { outcome: 'needs_human', actor: 'worker:checkpoint', record: { firstBad: finding } },
      ])
      expect(await readCheckpointStanding(store.db)).toMatchObject({ refused: finding })
      expect(await sign({ atOnce: true })).toBe('refused')
      for (let turn = 0; turn < 3; turn += 1) {
        now += 60_000
        expect(await sign()).toBe('refused')
      }
      expect((await told()).map(({ record }) => record)).toEqual(
        [finding, second].flatMap((firstBad) => (firstBad ? [{ firstBad }] : [])),
      )
      expect(await signed()).toEqual(before)
    })
  })

  it('is refused by a worker that takes over too, which tells nothing twice', async () => {
    await happen(2)
    await sign()
    await happen(2)
    await tamper(store, `delete from audit_events where sequence = 4`)
    now += 60_000
    for (const one of [signer, createCheckpointSigner(auditSealNumber(1))]) expect(await sign({}, one)).toBe('refused')
    expect(logged).toHaveLength(2)
    expect(await told()).toHaveLength(1)
  })

  it('is refused when it was stopped while somebody took away what was signed, or rewrote all of it', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-memory-'))
    // As after a restart: nothing is left but the store and the file.
    const started = () =>
      createCheckpointSigner({ key: auditKeyNumber(1), memory: checkpointMemoryIn({ ...storeAt, dataDir: folder }) })
    const storeAt = { databaseUrl: store.options.url ?? null, migrationUrl: null }
    await happen(2)
    expect(await sign({}, started())).toBe('signed')
    const [file = ''] = readdirSync(folder)
    expect(file).toMatch(/^audit-checkpoint-(sqlite|[0-9a-f]{12})\.jsonl$/)
    expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600)
    const [signedOne] = await checkpoints()
    expect(readFileSync(path.join(folder, file), 'utf8')).toBe(signedOne ? checkpointLine(signedOne) : '')
    await happen()
    now += 60_000
    expect(await sign({}, started())).toBe('signed')
    // By the database alone: the last record and all checkpoints are gone, and what is left holds together.
    await tamper(
      store,
      `delete from audit_checkpoints`,
      `delete from audit_events where sequence = 4`,
      `update audit_head set sequence = 3, hash = (select hash from audit_events where sequence = 3)`,
    )
    expect((await verifyChain(store.db)).firstBad).toBeNull()
    now += 60_000
    expect(await sign({}, started())).toBe('refused')
    expect(await told()).toMatchObject([{ record: { firstBad: { sequence: 4, problem: 'missing' } } }])
    expect(await signed()).toEqual([])
    // Without its memory, as on a machine that the intruder owns, it would sign.
    expect(await sign({}, createCheckpointSigner(auditSealNumber(1)))).toBe('signed')
    rmSync(folder, { recursive: true })
  })

  it('goes on when the records are back, as from a backup', async () => {
    await happen(2)
    await sign()
    await happen(2)
    await tamper(store, `update audit_events set record = replace(record, 'done', 'dine') where sequence = 4`)
    now += 60_000
    expect(await sign()).toBe('refused')
    await tamper(store, `update audit_events set record = replace(record, 'dine', 'done') where sequence = 4`)
    expect(await sign(), 'not looked at again yet').toBe('refused')
    now += 60_000
    expect(await sign()).toBe('signed')
    expect(await readCheckpointStanding(store.db)).toMatchObject({ refused: null, head: 6, last: { sequence: 6 } })
  })

  it('does no harm when two do it at the same time', async () => {
    await happen(3)
    const signers = Array.from({ length: 4 }, () => createCheckpointSigner(auditSealNumber(1)))
    const ends = await Promise.allSettled(signers.map((one) => sign({}, one)))
    expect(ends.filter((end) => end.status === 'fulfilled' && end.value === 'signed')).not.toEqual([])
    expect(await verifyChain(store.db)).toMatchObject({ firstBad: null })
    expect((await signed()).length).toBeGreaterThan(0)
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportAudit } from '#lib/audit/server/export.ts'
import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { verifyAudit } from '#lib/audit/server/verify.ts'
import { readKept, verifyExport } from '#lib/audit/verify/verify-export.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import {
  chunks,
  exportedBy,
  pinned,
  recordHostile,
  trust,
  type ExportFilter,
  type ExportFormat,
} from './exported-log.ts'
import { contextOf, hostileNames, record, user } from './support.ts'
import { tamper } from './tamper.ts'

type Line = {
  sequence?: number
  hash: string
  checkpoint?: { sequence: number }
  record?: { action: string; comment: string }
  recordHash?: string
}

describeEachEngine('the exported audit', (openStore) => {
  let store: TestStore
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-export-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const auditor = () => contextOf(store, user('auditor'))

  beforeAll(async () => {
    store = await openStore()
    await recordHostile(store)
  })

  const exported = (format: ExportFormat, filter: ExportFilter = {}) => exportedBy(auditor(), format, filter)
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  const head = () => store.db.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirstOrThrow()

  it('holds every record, ends with its own, and is verified offline', async () => {
    const text = await exported('jsonl')
    const { sequence, hash } = await head()
    const lines = linesOf(text)
    const records = lines.filter((line) => line.sequence !== undefined)
    expect(records.map((line) => line.sequence)).toEqual(Array.from({ length: sequence }, (_, i) => i + 1))
    const signed = store.db.selectFrom('audit_checkpoints').select('sequence').orderBy('sequence')
    const places = lines.flatMap((line, index) =>
      line.checkpoint ? [{ ...line.checkpoint, after: lines[index - 1]?.sequence }] : [],
    )
    expect(places.map((place) => place.sequence)).toEqual((await signed.execute()).map((row) => row.sequence))
    expect(places.map(({ after }) => after)).toEqual(places.map((place) => place.sequence))
    expect(places).toHaveLength(5)
    expect(lines.at(-2)?.record?.action).toBe('export_audit')
    expect(lines.at(-1)).toMatchObject({
      trailer: {
        v: 2,
        filter: {},
        first: 1,
        last: sequence,
        count: sequence,
        head: { sequence, hash },
        checkpoints: 5,
      },
    })
    expect(await verifyExport(chunks(text), trust)).toMatchObject({
      isGood: true,
      records: sequence,
      stubs: 0,
      head: hash,
      checkpoints: 5,
      exportedAt: '2026-11-24T12:00:00.000Z',
      keyIds: [auditKeyNumber(2).id, auditKeyNumber(1).id],
    })
    expect(await verifyExport(chunks(text), { ...trust, pinned: new Set([auditKeyNumber(1).id]) })).toMatchObject({
      isGood: false,
      sequence: places[0]?.sequence,
    })
  })

  it('keeps the chain through what a filter leaves out', async () => {
    const text = await exported('jsonl', { action: ['revoke_certificate'], outcome: ['succeeded'] })
    const { sequence, hash } = await head()
    const kept = linesOf(text).filter((line) => line.record !== undefined)
    expect(kept.map((line) => line.record?.comment)).toEqual(hostileNames)
    expect(await verifyExport(chunks(text), trust)).toMatchObject({
      isGood: true,
      records: hostileNames.length,
      stubs: sequence - hostileNames.length,
      head: hash,
      checkpoints: 5,
    })
  })

  it('is one line a record and obeyed by no terminal, whatever is asked for', async () => {
    for (const q of hostileNames.filter((name) => name.trim() !== '').map((name) => name.slice(0, 256))) {
      const text = await exported('jsonl', { q })
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(await verifyExport(chunks(text), trust), q).toMatchObject({ isGood: true })
    }
  })

  it('agrees with the checkpoints that were kept of an earlier one', async () => {
    const earlier = await readKept(chunks(await exported('jsonl')), { pinned })
    if (typeof earlier === 'string') throw new Error(earlier)
    expect(earlier).toHaveLength(5)
    const text = await exported('jsonl')
    expect(await verifyExport(chunks(text), { pinned, kept: earlier })).toMatchObject({ isGood: true, newer: 0 })
  })

  it('is recorded with its filter before a line of it is given', async () => {
    const result = await exportAudit(auditor(), { format: 'csv', q: 'x', from: '2026-11-01' })
    expect(result.ok).toBe(true)
    const { sequence } = await head()
    const row = store.db.selectFrom('audit_events').select('record').where('sequence', '=', sequence)
    const { record: bytes } = await row.executeTakeFirstOrThrow()
    expect(JSON.parse(bytes)).toMatchObject({
      action: 'export_audit',
      outcome: 'done',
      actor: { label: 'auditor@example.test' },
      details: { format: 'csv', filter: { q: 'x', from: '2026-11-01T00:00:00.000Z' } },
    })
  })

  it('is refused when it cannot be recorded', async () => {
    const readOnly = await openDatabase({ ...store.options, readOnly: true })
    const exporting = exportAudit({ ...auditor(), db: readOnly.db }, { format: 'jsonl' })
    await expect(exporting).rejects.toThrow()
    await readOnly.close()
  })

  it('is for auditors and admins', async () => {
    for (const role of ['viewer', 'operator'] as const) {
      const refused = await exportAudit(contextOf(store, user(role)), { format: 'csv' })
      expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    }
  })

  it('passes `npm run audit:verify`, and one changed byte does not', async () => {
    const text = await exported('jsonl')
    const run = (contents: string) => {
      const file = path.join(folder, 'export.jsonl')
      writeFileSync(file, contents)
      const { status, stdout } = spawnSync(process.execPath, ['lib/audit/verify/verify-export.ts', file], {
        encoding: 'utf8',
      })
      return { status, stdout }
    }
    expect(run(text)).toMatchObject({ status: 0, stdout: expect.stringContaining('good: ') as string })
    const changed = text.replace('"action":"sign_in"', '"action":"sign_xx"')
    expect(run(changed)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('first bad sequence 2:') as string,
    })
    expect(run('')).toMatchObject({ status: 1, stdout: expect.stringContaining('first bad sequence 1:') as string })
  })

  it('is refused for a head that does not exist, and recorded for none', async () => {
    const { sequence } = await head()
    const unknown = await exportAudit(auditor(), { format: 'csv', head: String(sequence + 1) })
    expect(unknown).toEqual({ ok: false, error: { code: 'unknown_head' } })
    for (const input of [
      { format: 'csv-proof' },
      { format: 'csv', head: '0' },
      { format: 'csv', head: '' },
      { format: 'jsonl', head: '1' },
    ]) {
      expect(await exportAudit(auditor(), input)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    }
    expect(await head()).toMatchObject({ sequence })
  })

  it('signs nothing of a log that lacks what was signed before, and gives a CSV all the same', async () => {
    const own = await openStore()
    const context = contextOf(own, user('auditor'))
    await record(context, { action: 'sign_in', outcome: 'done' })
    await createCheckpointSigner(context.auditSeal).sign(context, { atOnce: true })
    await tamper(own, `delete from audit_checkpoints`)
    const missed = { sequence: 2, problem: 'checkpoint' }
    for (const asked of [{ format: 'jsonl' }, { format: 'csv-proof', head: '1' }]) {
      const refused = await exportAudit(context, asked)
      expect(refused).toEqual({ ok: false, error: { code: 'signed_record_missing', ...missed } })
      const last = own.db.selectFrom('audit_events').select('record').orderBy('sequence', 'desc')
      expect(JSON.parse((await last.executeTakeFirstOrThrow()).record)).toMatchObject({
        action: 'export_audit',
        outcome: 'denied',
        details: { format: asked.format, firstBad: missed },
      })
    }
    expect((await exportAudit(context, { format: 'csv' })).ok).toBe(true)
    const verified = await verifyAudit(context, {})
    expect(verified).toMatchObject({ ok: true, value: { firstBad: missed } })
  })

  it('says that it is partial when the store fails on the way', async () => {
    const own = await openStore()
    const context = contextOf(own, user('auditor'))
    await record(context, { action: 'sign_in', outcome: 'done' })
    for (const format of ['csv', 'jsonl', 'csv-proof'] as const) {
      const short = await openDatabase(own.options)
      const result = await exportAudit(
        { ...context, db: short.db },
        { format, ...(format === 'csv-proof' && { head: '1' }) },
      )
      if (!result.ok) throw new Error(result.error.code)
      await short.close()
      let text = ''
      const reading = (async () => {
        for await (const part of result.value.body) text += part
      })()
      await expect(reading).rejects.toThrow()
      if (format === 'csv') expect(text).toContain('PARTIAL')
      else expect(text).not.toMatch(/trailer|csv/)
    }
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditEvent } from '#lib/audit/event.ts'
import type { RawAuditFilter } from '#lib/audit/filter.ts'
import { exportAudit } from '#lib/audit/server/export.ts'
import { verifyExport } from '#lib/audit/verify/main.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf, hostileNames, record, textOf, user } from './support.ts'

type Line = { sequence: number; hash: string; record?: { action: string; comment: string }; recordHash?: string }

describeEachEngine('the exported audit', (openStore) => {
  let store: TestStore
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-export-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const auditor = () => contextOf(store, user('auditor'))

  beforeAll(async () => {
    store = await openStore()
    const operator = contextOf(store, user('operator'))
    for (const [index, name] of hostileNames.entries()) {
      const target = { identifier: `id-${index}`, serialNumber: '0a', commonName: name }
      const event: AuditEvent = { action: 'revoke_certificate', outcome: 'succeeded', target, comment: name }
      await record(operator, event, { action: 'sign_in', outcome: 'done' })
    }
  })

  async function exported(format: 'jsonl' | 'csv', filter: RawAuditFilter = {}): Promise<string> {
    const result = await exportAudit(auditor(), { ...filter, format })
    if (!result.ok) throw new Error(result.error.code)
    expect(result.value.fileName).toMatch(/^rescind-audit-2026-11-24-\d+\.(jsonl|csv)$/)
    return textOf(result.value.body)
  }
  async function* chunks(text: string): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text)
    // Pieces that no line fits into.
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700)
  }
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
    expect(lines.slice(0, -1).map((line) => line.sequence)).toEqual(Array.from({ length: sequence }, (_, i) => i + 1))
    expect(lines.at(-2)?.record?.action).toBe('export_audit')
    expect(lines.at(-1)).toMatchObject({
      trailer: { v: 1, filter: {}, first: 1, last: sequence, count: sequence, head: { sequence, hash } },
    })
    expect(await verifyExport(chunks(text))).toEqual({ isGood: true, records: sequence, stubs: 0, head: hash })
  })

  it('keeps the chain through what a filter leaves out', async () => {
    const text = await exported('jsonl', { action: ['revoke_certificate'], outcome: ['succeeded'] })
    const { sequence, hash } = await head()
    const kept = linesOf(text).filter((line) => line.record !== undefined)
    expect(kept.map((line) => line.record?.comment)).toEqual(hostileNames)
    expect(await verifyExport(chunks(text))).toEqual({
      isGood: true,
      records: hostileNames.length,
      stubs: sequence - hostileNames.length,
      head: hash,
    })
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
      const { status, stdout } = spawnSync(process.execPath, ['lib/audit/verify/main.ts', file], { encoding: 'utf8' })
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

  it('as CSV keeps one record a line and every cell inert, read by somebody else’s reader', async () => {
    const text = await exported('csv', { action: ['revoke_certificate'] })
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]|[\p{Cf}\p{Zl}\p{Zp}\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/u)
    const file = path.join(folder, 'export.csv')
    writeFileSync(file, text)
    const reader =
      'import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf8")))))'
    const { stdout } = spawnSync('python3', ['-c', reader, file], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    const records = JSON.parse(stdout) as Record<string, string>[]
    expect(records).toHaveLength(hostileNames.length)
    for (const cells of records) {
      expect(Object.keys(cells)).toEqual([
        'sequence',
        'at',
        'actor',
        'action',
        'outcome',
        'identifier',
        'serialNumber',
        'commonName',
        'requestId',
        'operationId',
        'reason',
        'ticket',
        'comment',
        'address',
        'correlationId',
        'hash',
      ])
      for (const cell of Object.values(cells)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u)
    }
    expect(records.map((cells) => cells['identifier'])).toEqual(hostileNames.map((_name, index) => `id-${index}`))
    const plain = hostileNames.indexOf('王芳 支付网关')
    expect(records[plain]?.['commonName']).toBe('王芳 支付网关')
  })

  it('says that it is partial when the store fails on the way', async () => {
    const own = await openStore()
    const context = contextOf(own, user('auditor'))
    await record(context, { action: 'sign_in', outcome: 'done' })
    for (const format of ['csv', 'jsonl'] as const) {
      const short = await openDatabase(own.options)
      const result = await exportAudit({ ...context, db: short.db }, { format })
      if (!result.ok) throw new Error(result.error.code)
      await short.close()
      let text = ''
      const reading = (async () => {
        for await (const part of result.value.body) text += part
      })()
      await expect(reading).rejects.toThrow()
      if (format === 'csv') expect(text).toContain('PARTIAL')
      else expect(text).not.toContain('trailer')
    }
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyCsv } from '#lib/audit/verify/verify-export.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { chunks, exportedBy, pinned, recordHostile, type ExportFilter, type ExportFormat } from './exported-log.ts'
import { contextOf, hostileNames, record, user } from './support.ts'

describeEachEngine('the audit as CSV', (openStore) => {
  let store: TestStore
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-export-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  beforeAll(async () => {
    store = await openStore()
    await recordHostile(store)
  })
  const exported = (format: ExportFormat, filter: ExportFilter = {}) =>
    exportedBy(contextOf(store, user('auditor')), format, filter)
  const head = () => store.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()

  it('keeps one record a line and every cell inert, read by somebody else’s reader', async () => {
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
        'via',
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

  it('says what acted in whose name', async () => {
    const { userId, email, role } = user('operator')
    const deputy = contextOf(store, { kind: 'deputy', worker: 'deletions', userId, email, role })
    await record(deputy, { action: 'delete_certificate', outcome: 'done' })
    const [columns = '', cells = ''] = (await exported('csv', { action: ['delete_certificate'] })).split('\r\n')
    const of = (name: string) => cells.split(',')[columns.split(',').indexOf(name)]
    expect([of('actor'), of('via')]).toEqual([email, 'worker:deletions'])
  })

  it('has a proof, whatever was recorded meanwhile', async () => {
    const filter = { action: ['revoke_certificate', 'export_audit'] }
    const plain = await exported('csv', filter)
    // The record of this export is the last one in it.
    const { sequence: last } = await head()
    const rows = plain.split('\r\n').length - 2
    const proof = await exported('csv-proof', { ...filter, head: String(last) })
    const place = await store.db
      .selectFrom('audit_events')
      .select('hash')
      .where('sequence', '=', last)
      .executeTakeFirst()
    expect(JSON.parse(proof)).toMatchObject({
      csv: { v: 1, filter, head: { sequence: last, hash: place?.hash }, rows, keyId: auditKeyNumber(1).id },
    })
    expect(await verifyCsv(chunks(plain), proof, { pinned })).toEqual({
      isGood: true,
      rows,
      sequence: last,
      keyIds: [auditKeyNumber(1).id],
    })
    // In the other order too: the page offers both as of one record.
    expect(await exported('csv', { ...filter, head: String(last) })).toBe(plain)
    const other = await exported('csv', { ...filter, head: String(last - 1) })
    expect(await verifyCsv(chunks(other), proof, { pinned })).toMatchObject({ isGood: false })
    const events = store.db.selectFrom('audit_events').select('record').orderBy('sequence', 'desc').limit(3)
    const details = (await events.execute()).map(({ record }) => (JSON.parse(record) as { details: unknown }).details)
    expect(details).toEqual([
      { filter, format: 'csv', head: last - 1 },
      { filter, format: 'csv', head: last },
      { filter, format: 'csv-proof', head: last },
    ])
  })
})

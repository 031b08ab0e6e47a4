import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CertificateExportFormat } from '#lib/certificates/export.ts'
import { csvColumns } from '#lib/certificates/server/export/csv.ts'
import { storableText } from '#lib/db/server/text.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { hostileNames } from '#tests/contract/audit/support.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { checked, exported } from './exported-file.ts'
import { newContext } from './support.ts'

// Names that want out of their cell, line or comment; read by somebody else's readers.

const boundary = '-----BEGIN CERTIFICATE-----'
const names = [
  ...hostileNames.map(storableText),
  boundary,
  `a\n${boundary}\nAAAA\n-----END CERTIFICATE-----\n`,
  // OpenSSL takes every 254 bytes for a line: one of these begins at such a place.
  ...Array.from({ length: 30 }, (_, index) => `${'x'.repeat(225 + index)}${boundary}`),
  '名'.repeat(300) + boundary,
]

describeEachEngine('the export of hostile certificates', (openStore) => {
  let ctx: VerbContext
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-export-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  beforeAll(async () => {
    ctx = await newContext(openStore)
    const pem = selfSigned(folder)
    await mirrorAll(
      ctx,
      names.map((name, index) =>
        certificateOf(`id-${String(index).padStart(3, '0')}`, {
          commonName: name,
          subject: `CN=${name}`,
          sans: [{ type: 'other', value: name }],
          alias: name,
          serialNumber: index === 0 ? '0012345678901234567' : index === 1 ? '12e7' : `ab${String(index)}`,
          // The vendor's answer is not believed to be a PEM either.
          pem: index === 2 ? '' : index === 3 ? `${pem}${pem}` : index === 4 ? pem.replaceAll('\n', '\r\n') : pem,
        }),
      ),
    )
  })
  const fileOf = async (format: CertificateExportFormat) => {
    const text = await exported(ctx, format, { sort: 'serial' })
    checked(text)
    const file = path.join(folder, `export.${format}`)
    writeFileSync(file, text)
    return { text, file }
  }

  it('keeps each cell of the CSV inert, and each certificate on its line', async () => {
    const { text, file } = await fileOf('csv')
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]|[\p{Cf}\p{Zl}\p{Zp}\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/u)
    const reader =
      'import csv,json,sys; print(json.dumps(list(csv.reader(open(sys.argv[1], newline="", encoding="utf8"), strict=True))))'
    const { stdout } = spawnSync('python3', ['-c', reader, file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    const [columns, ...lines] = JSON.parse(stdout) as string[][]
    expect(columns).toEqual(csvColumns)
    const [end, ...certificates] = lines.reverse()
    expect(end?.[0]).toBe('END')
    expect(certificates).toHaveLength(names.length)
    for (const cells of lines) {
      expect(cells).toHaveLength(csvColumns.length)
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u)
    }
    const serials = certificates.map((cells) => cells[csvColumns.indexOf('serialNumber')])
    expect(serials).toContain(`'0012345678901234567`)
    expect(serials).toContain(`'12e7`)
    const named = certificates.map((cells) => cells[csvColumns.indexOf('commonName')])
    expect(named).toContain('王芳 支付网关')
  })

  it('keeps each certificate on its line of the JSONL, with its names unchanged', async () => {
    const { text } = await fileOf('jsonl')
    expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u)
    const lines = text.trimEnd().split('\n').slice(1, -1)
    const found = lines.map((line) => (JSON.parse(line) as { certificate: { commonName: string } }).certificate)
    expect(found.map(({ commonName }) => commonName).sort()).toEqual([...names].sort())
  })

  it('keeps names in the comments of the PEM bundle, and says which certificates it lacks', async () => {
    const { text, file } = await fileOf('pem')
    const lacking = ['id-002', 'id-003']
    const { rows, withoutPem } = checked(text)
    expect([rows, withoutPem?.count, withoutPem?.areAllNamed]).toEqual([names.length, 2, true])
    expect(withoutPem?.identifiers.toSorted()).toEqual(lacking)
    const bundle = spawnSync('openssl', ['crl2pkcs7', '-nocrl', '-certfile', file], { encoding: 'utf8' })
    expect(bundle.stderr).toBe('')
    const listed = spawnSync('openssl', ['pkcs7', '-print_certs', '-noout'], { input: bundle.stdout, encoding: 'utf8' })
    expect(listed.stdout.match(/^subject/gm)).toHaveLength(names.length - lacking.length)
    // Whoever looks for boundaries anywhere finds as many.
    expect(text.split(boundary)).toHaveLength(names.length - lacking.length + 1)
    for (const line of text.trimEnd().split('\n').slice(0, -1)) expect(Buffer.byteLength(line)).toBeLessThan(254)
  })

  it('keeps a boundary that was searched for inside of the trailer', async () => {
    const text = await exported(ctx, 'pem', { q: boundary })
    expect(checked(text).filter).toEqual({ q: boundary })
    expect(text.split('\n').at(-2)).not.toContain('-----')
  })
})

function selfSigned(folder: string): string {
  const key = path.join(folder, 'key.pem')
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=one']
  const { stdout } = spawnSync('openssl', [...args, '-keyout', key, '-days', '3'], { encoding: 'utf8' })
  return stdout
}

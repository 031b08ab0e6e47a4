import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTranslator } from 'next-intl'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packDownload } from '#lib/evidence/server/pack/download.ts'
import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { MOST_OPERATIONS } from '#lib/evidence/pack.ts'
import { exportEvidence } from '#lib/evidence/server/pack/export-evidence.ts'
import { isTooMuchFor } from '#lib/evidence/server/pack/gather.ts'
import type { Translator } from '#lib/evidence/server/pack/words.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import type { Neighbour } from '#tests/support/emulator-neighbour.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { tamper } from '#tests/contract/audit/tamper.ts'
import { evidenceBench, startNeighbour } from './support.ts'

const t = createTranslator({ locale: 'en', messages: english, namespace: 'pack' }) as unknown as Translator<'pack'>

let neighbour: Neighbour
const folder = mkdtempSync(path.join(tmpdir(), 'rescind-pack-'))
beforeAll(async () => {
  neighbour = await startNeighbour({ unthrottled: true })
})
afterAll(async () => {
  await neighbour.stop()
  rmSync(folder, { recursive: true, force: true })
})

describeEachEngine('an evidence pack', (openStore, engine) => {
  it('holds the records with their proof, the CRL, the certificates and a report that lists them by hash', async () => {
    const bench = await evidenceBench(await openStore(), neighbour)
    const [identifier = ''] = await neighbour.issue({ count: 1, commonName: '<script>alert(1)</script>.example' })
    const receipt = await bench.revoke(identifier)
    await bench.look()
    const pack = await exportEvidence(bench.ctx, { requestId: receipt.requestId })
    if (!pack.ok) throw new Error(pack.error.code)
    const files = await unpacked(packDownload(bench.ctx, pack.value, { t, locale: 'en' }), engine)
    expect([...files.keys()].map((name) => name.replace(/[\w-]+\.(pem|crl|der)$/, '*.$1')).sort()).toEqual(
      [
        'audit.jsonl',
        'certificates/*.pem',
        'crls/*.crl',
        'ocsp/*.der',
        'operations.json',
        'report.html',
        'verify-export.ts',
      ].sort(),
    )
    const report = files.get('report.html')?.toString() ?? ''
    expect(report).toContain(receipt.requestId)
    expect(report).toContain('&lt;script&gt;')
    expect(report).not.toContain('<script>')
    for (const [name, bytes] of files) {
      if (name === 'report.html') continue
      expect(report).toContain(name)
      expect(report).toContain(createHash('sha256').update(bytes).digest('hex'))
    }
    // By the verifier out of the pack itself.
    const said = execFileSync(process.execPath, ['verify-export.ts', 'audit.jsonl'], {
      cwd: path.join(folder, engine),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(said).toMatch(/^good: /)
    expect(files.get('audit.jsonl')?.toString()).toContain(receipt.requestId ?? 'no RequestId')
    await bench.close()
  })

  it('is there for a certificate and for a time, and not for what nobody knows', async () => {
    const bench = await evidenceBench(await openStore(), neighbour)
    const [identifier = ''] = await neighbour.issue({ count: 1 })
    const before = new Date(Date.now() - 1_000).toISOString()
    const { operationId } = await bench.revoke(identifier)
    const after = new Date(Date.now() + 1_000).toISOString()
    for (const about of [{ identifier }, { from: before, to: after }]) {
      const pack = await exportEvidence(bench.ctx, about)
      expect(pack).toMatchObject({
        ok: true,
        value: { operations: [{ id: operationId }], certificates: [{ identifier }] },
      })
    }
    expect(await exportEvidence(bench.ctx, { identifier: 'unknown' })).toMatchObject({ error: { code: 'not_found' } })
    expect(await exportEvidence(bench.ctx, { requestId: 'unknown' })).toMatchObject({ error: { code: 'not_found' } })
    expect(await exportEvidence(bench.ctx, { from: after, to: after })).toMatchObject({ ok: true })
    await bench.close()
  })

  it('is none of more operations than it takes, and says so beforehand', async () => {
    const store = await openStore()
    const bench = await evidenceBench(store, neighbour)
    const [identifier = ''] = await neighbour.issue({ count: 1 })
    const { operationId } = await bench.revoke(identifier)
    const first = await store.db
      .selectFrom('operations')
      .selectAll()
      .where('id', '=', operationId)
      .executeTakeFirstOrThrow()
    const time = {
      from: new Date(first.requested_at).toISOString(),
      to: new Date(first.requested_at + 1).toISOString(),
    }
    // Refused ones: of what was carried out there is one a certificate.
    const like = { ...first, state: 'refused' as const, request_id: null, cause_proven: 0 as const }
    const add = async (count: number) => {
      const rows = Array.from({ length: count }, () => ({ ...like, id: randomUUID(), nonce: randomUUID() }))
      await store.db.insertInto('operations').values(rows).execute()
    }
    for (let added = 0; added < MOST_OPERATIONS - 1; added += 111) await add(111)
    expect(await isTooMuchFor(bench.ctx, time)).toBe(false)
    await add(1)
    expect(await isTooMuchFor(bench.ctx, time)).toBe(true)
    expect(await exportEvidence(bench.ctx, time)).toMatchObject({ error: { code: 'too_many', most: MOST_OPERATIONS } })
    await bench.close()
  })

  it('is none where the log lacks what was signed of it', async () => {
    const store = await openStore()
    const bench = await evidenceBench(store, neighbour)
    await createCheckpointSigner(bench.ctx.auditSeal).sign(bench.ctx, { atOnce: true })
    await tamper(store, 'delete from audit_checkpoints')
    const at = new Date().toISOString()
    expect(await exportEvidence(bench.ctx, { from: at, to: at })).toMatchObject({
      ok: false,
      error: { code: 'signed_record_missing' },
    })
    await bench.close()
  })
})

/** By another's hand: python's zipfile checks every entry's CRC while it unpacks. */
async function unpacked(
  { body }: { body: AsyncIterable<string | Uint8Array> },
  name: string,
): Promise<Map<string, Buffer>> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(Buffer.from(part as Uint8Array))
  const [archive, into] = [path.join(folder, `${name}.zip`), path.join(folder, name)]
  writeFileSync(archive, Buffer.concat(parts))
  execFileSync('python3', ['-m', 'zipfile', '-t', archive])
  execFileSync('python3', ['-m', 'zipfile', '-e', archive, into])
  const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      return [path.relative(into, file), readFileSync(file)]
    }),
  )
}

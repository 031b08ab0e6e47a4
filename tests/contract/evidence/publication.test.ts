import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { acknowledgeAlarm } from '#lib/alarms/server/acknowledge.ts'
import { listAlarms } from '#lib/alarms/server/list.ts'
import { listAuthorities } from '#lib/authorities/server/list.ts'
import { findAuthority } from '#lib/authorities/server/repository.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { getCrlFile } from '#lib/evidence/server/crl-file.ts'
import { getCrlHealth } from '#lib/evidence/server/report.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import type { Neighbour } from '#tests/support/emulator-neighbour.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { evidenceBench, startNeighbour } from './support.ts'

const day = 24 * 60 * 60_000

let neighbour: Neighbour
beforeAll(async () => {
  neighbour = await startNeighbour({ unthrottled: true })
})
afterAll(async () => neighbour.stop())

describeEachEngine('the publication of a revocation', (openStore) => {
  it('is seen in the CRL, which is kept: an operator, the list, the receipt and openssl say the same', async () => {
    const store = await openStore()
    const bench = await evidenceBench(store, neighbour)
    await neighbour.set({ crlDelayMs: 0, deleteRemovesFromCrl: true })
    await bench.look()
    const [identifier = ''] = await neighbour.issue({ count: 1, type: 'SERVER' })
    const receipt = await bench.revoke(identifier)
    expect(await bench.publication(identifier)).toMatchObject({ state: 'awaited', evidence: null })
    await bench.look()
    const publication = await bench.publication(identifier)
    expect(publication).toMatchObject({ state: 'published', ocsp: { status: 'revoked' }, problem: null })
    // The CRL that was read before is in force until then, for whoever holds it.
    expect(Date.parse(publication?.olderUntil ?? '')).toBeGreaterThan(Date.now())
    const evidence = publication?.evidence
    const operation = await getOperation(bench.ctx, { id: receipt.operationId })
    expect(operation).toMatchObject({ ok: true, value: { publication: { evidence } } })
    const certificate = await getCertificate(bench.ctx, { identifier })
    expect(certificate).toMatchObject({ ok: true, value: { crlEvidence: evidence, status: 'revoked' } })
    if (!certificate.ok) return
    const listed = await listCertificates(bench.ctx, { q: identifier })
    const mark = { number: evidence?.number, sha256: evidence?.sha256 }
    if (listed.ok && listed.value.items.length > 0) expect(listed.value.items[0]).toMatchObject({ crlEvidence: mark })
    const file = await getCrlFile(bench.ctx, { sha256: evidence?.sha256 })
    if (!file.ok) throw new Error(file.error.code)
    const ca = await findAuthority(store.db, certificate.value.caIdentifier)
    const said = opensslOn(file.value.bytes, ca?.pem ?? '')
    expect(said.verified).toContain('verify OK')
    expect(said.text.toLowerCase()).toContain(certificate.value.serialNumber)
    const events = await store.db
      .selectFrom('audit_events')
      .select('record')
      .where('action', '=', 'crl_finding')
      .execute()
    expect(events.map(({ record }) => record).join()).toContain(evidence?.sha256)
    await bench.close()
  })

  it('cannot be called published, still listed or vanished without the CRL that shows it', async () => {
    const store = await openStore()
    const bench = await evidenceBench(store, neighbour)
    const [identifier = ''] = await neighbour.issue({ count: 1 })
    await bench.revoke(identifier)
    const claim = (change: object) =>
      store.db.updateTable('publications').set(change).where('identifier', '=', identifier).execute()
    await expect(claim({ state: 'published' })).rejects.toThrow()
    await expect(claim({ state: 'published', crl_sha256: 'f'.repeat(64), published_at: 1 })).rejects.toThrow()
    await expect(claim({ watch: 'vanished' })).rejects.toThrow()
    await expect(claim({ ocsp_status: 'revoked' })).rejects.toThrow()
    await bench.look()
    expect(await bench.publication(identifier)).toMatchObject({ state: 'published' })
    await expect(store.db.deleteFrom('crls').execute()).rejects.toThrow()
    await bench.close()
  })

  it('is an alarm when the CRL that had to list it does not, until somebody acknowledges it; and is told when it comes', async () => {
    const store = await openStore()
    const bench = await evidenceBench(store, neighbour)
    await neighbour.set({ crlDelayMs: day })
    const [identifier = ''] = await neighbour.issue({ count: 1 })
    const receipt = await bench.revoke(identifier)
    await bench.look()
    const awaited = await bench.publication(identifier)
    expect(awaited).toMatchObject({ state: 'awaited' })
    expect(awaited?.expectedBy).not.toBeNull()
    bench.time.ahead = Date.parse(awaited?.expectedBy ?? '') - Date.now() + 15 * 60_000
    await bench.look()
    await bench.look()
    expect(await bench.publication(identifier)).toMatchObject({ state: 'overdue', problem: 'stale' })
    const open = await listAlarms(bench.ctx, {})
    expect(open).toMatchObject({
      ok: true,
      value: { total: 1, items: [{ kind: 'not_published', identifier, operationId: receipt.operationId }] },
    })
    if (!open.ok) return
    const id = open.value.items[0]?.id ?? ''
    expect(await acknowledgeAlarm(bench.ctx, { id, comment: '' })).toMatchObject({ ok: false })
    const said = { id, comment: 'taken off the hosts' }
    const both = await Promise.all([acknowledgeAlarm(bench.ctx, said), acknowledgeAlarm(bench.ctx, said)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'acknowledged_already' } })
    expect(await listAlarms(bench.ctx, {})).toMatchObject({ value: { total: 0 } })
    const told = await store.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'identifier'])
      .where('action', 'in', ['raise_alarm', 'acknowledge_alarm'])
      .orderBy('sequence')
      .execute()
    expect(told).toEqual([
      { action: 'raise_alarm', outcome: 'done', identifier },
      { action: 'acknowledge_alarm', outcome: 'done', identifier },
    ])
    await neighbour.set({ crlDelayMs: 0 })
    await bench.close()
  })

  it('is looked for nowhere where neither CA nor certificate names a CRL', async () => {
    const bench = await evidenceBench(await openStore(), neighbour)
    const authorities = await listAuthorities(bench.ctx, {})
    const legacy = authorities.ok
      ? authorities.value.items.find(({ commonName }) => /legacy/i.test(commonName))
      : undefined
    const [identifier = ''] = await neighbour.issue({ count: 1, ca: legacy?.identifier ?? '' })
    await bench.revoke(identifier)
    await bench.look()
    expect(await bench.publication(identifier)).toMatchObject({ state: 'nowhere', url: null })
    await bench.remove(identifier)
    await bench.look()
    expect(await bench.publication(identifier)).toMatchObject({ state: 'nowhere', watch: null, nextCheckAt: null })
    await bench.close()
  })
})

describeEachEngine('the CRL after a deletion', (openStore) => {
  it('that has lost the serial is an alarm: clients trust the certificate again', async () => {
    const bench = await evidenceBench(await openStore(), neighbour)
    await neighbour.set({ crlDelayMs: 0, deleteRemovesFromCrl: true })
    const [identifier = ''] = await neighbour.issue({ count: 1 })
    await bench.revoke(identifier)
    await bench.look()
    await bench.remove(identifier)
    expect(await bench.publication(identifier)).toMatchObject({ watch: { state: 'watched' } })
    await bench.look()
    expect(await bench.publication(identifier)).toMatchObject({ state: 'published', watch: { state: 'vanished' } })
    const alarms = await listAlarms(bench.ctx, {})
    expect(alarms).toMatchObject({ value: { total: 1, items: [{ kind: 'vanished_from_crl', identifier }] } })
    await bench.close()
  })

  it('that still lists it says so by a CRL made since', async () => {
    const bench = await evidenceBench(await openStore(), neighbour)
    await neighbour.set({ crlDelayMs: 0, deleteRemovesFromCrl: false })
    const [identifier = '', another = ''] = await neighbour.issue({ count: 2 })
    await bench.revoke(identifier)
    await bench.look()
    await bench.remove(identifier)
    await bench.look()
    // The emulator has had no reason yet to make another.
    expect(await bench.publication(identifier)).toMatchObject({ watch: { state: 'watched' } })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await bench.revoke(another)
    bench.time.ahead = 20_000
    await bench.look()
    expect(await bench.publication(identifier)).toMatchObject({ watch: { state: 'listed' } })
    expect(await listAlarms(bench.ctx, {})).toMatchObject({ value: { total: 0 } })
    await neighbour.set({ deleteRemovesFromCrl: true })
    await bench.close()
  })
})

describeEachEngine('the CRLs of a CA', (openStore) => {
  it('are told with their history: a good one, one of another CA, and nothing at all', async () => {
    const store = await openStore()
    const bench = await evidenceBench(store, neighbour)
    await bench.look()
    const listed = await listAuthorities(bench.ctx, {})
    if (!listed.ok) throw new Error(listed.error.code)
    const publishing = listed.value.items.filter(({ crlHealth }) => crlHealth !== null)
    expect(publishing.map(({ crlHealth }) => crlHealth?.state)).toEqual(publishing.map(() => 'good'))
    const [one, other] = publishing
    bench.time.ahead = 30 * 60_000
    await bench.look({ fetchCrl: (url) => bench.reach.fetchCrl(url === one?.crlUrl ? (other?.crlUrl ?? '') : url) })
    bench.time.ahead = 60 * 60_000
    await bench.look({
      fetchCrl: async () => ({ ok: false, error: { code: 'unreachable', detail: 'nobody', status: null } }),
    })
    const report = await getCrlHealth(bench.ctx, { identifier: one?.identifier ?? randomUUID() })
    if (!report.ok) throw new Error(report.error.code)
    expect(report.value.checks.map(({ outcome }) => outcome)).toEqual(['unreachable', 'wrong_issuer', 'read'])
    expect(report.value.points).toMatchObject([
      { state: 'unusable', problem: 'unreachable', crl: { sha256: report.value.checks[2]?.sha256 } },
    ])
    await bench.close()
  })
})

function opensslOn(der: Buffer, caPem: string): { verified: string; text: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-crl-'))
  try {
    const [crl, ca] = [path.join(folder, 'crl.der'), path.join(folder, 'ca.pem')]
    writeFileSync(crl, der)
    writeFileSync(ca, caPem)
    const run = (more: string[]) =>
      execFileSync('openssl', ['crl', '-inform', 'DER', '-in', crl, '-CAfile', ca, ...more], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    const verified = execFileSync('sh', ['-c', `openssl crl -inform DER -in '${crl}' -CAfile '${ca}' -noout 2>&1`], {
      encoding: 'utf8',
    })
    return { verified, text: run(['-text', '-noout']) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

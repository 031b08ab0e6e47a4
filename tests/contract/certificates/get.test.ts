import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { recordAuthorities } from '#lib/authorities/server/record.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { previewDeletion, previewRevocation } from '#lib/certificates/server/preview.ts'
import { applyToMirror, recordReading } from '#lib/certificates/server/mirror.ts'
import { findOthersWithKey, findOthersWithName } from '#lib/certificates/server/repository.ts'
import type { CloudAuthority } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const vector = (name: string) => readFileSync(path.resolve('tests/vectors/certificates', `${name}.pem`), 'utf8')
const leafPem = vector('leaf')
const issuerPem = vector('issuer')
const now = Date.UTC(2026, 10, 24, 12)

const leaf = certificateOf('leaf', { pem: leafPem, caIdentifier: 'ca-1', notAfter: now + 1e9 })
const authority: CloudAuthority = {
  identifier: 'ca-1',
  parentIdentifier: null,
  type: 'sub',
  commonName: 'Payments G2',
  subject: 'CN=Payments G2',
  serialNumber: '01',
  vendorStatus: 'ISSUE',
  algorithm: 'ECC',
  keySize: 256,
  signAlgorithm: 'SHA256WITHECDSA',
  sha256: '',
  notBefore: 0,
  notAfter: now,
  pem: issuerPem,
  crlStatus: 'ACTIVE',
  crlUrl: 'http://crl.example/g2.crl',
  crlDays: 7,
  issuedCount: 1,
  totalCount: 2,
}

describeEachEngine('get_certificate', (openStore) => {
  async function benchWith(certificates = [leaf]) {
    const store = await openStore()
    const time = { now }
    const clock = { now: () => time.now }
    const cloud = scriptedCloud(certificates, clock.now)
    const ctx = contextOn(store, cloud, { clock })
    await transaction(ctx.db, (trx) => recordAuthorities(trx, [{ authority, isDetailed: true, at: now }]))
    await mirrorAll(ctx, certificates)
    time.now += 60_000
    return { ctx, cloud, time }
  }

  async function detail(ctx: VerbContext, identifier: string) {
    const result = await getCertificate(ctx, { identifier })
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }

  it('reads the vendor live, decodes the PEM, and builds the chain from the authorities', async () => {
    const { ctx } = await benchWith()
    expect(await detail(ctx, 'leaf')).toMatchObject({
      source: 'live',
      liveFailure: null,
      readAt: new Date(now + 60_000).toISOString(),
      status: 'valid',
      caName: 'Payments G2',
      caPublishesCrl: true,
      pointsToCrl: true,
      publicKeySha256: 'b064e03766e77014eecdcce13f605097b8574eb9d70740608ffeb3eab55484c9',
      chain: `${leafPem.trim()}\n${issuerPem.trim()}\n`,
      path: [{ commonName: 'pay-gateway-07.prod.haiyuan.example' }, { commonName: 'Payments G2' }],
      decoded: { keyUsage: ['digitalSignature', 'keyAgreement', 'decipherOnly'] },
      deletedAt: null,
    })
  })

  it('does not call a certificate sound whose PEM cannot be read', async () => {
    const { ctx } = await benchWith([leaf, certificateOf('unreadable')])
    expect((await detail(ctx, 'leaf')).remarks).toContain('unknown_critical')
    expect(await detail(ctx, 'unreadable')).toMatchObject({ decoded: null, remarks: null })
  })

  it('shows what has changed at the vendor without writing it down', async () => {
    const { ctx, cloud } = await benchWith()
    cloud.certificates.set('leaf', { ...leaf, vendorStatus: 'REVOKE' })
    expect(await detail(ctx, 'leaf')).toMatchObject({ status: 'revoked', vendorStatus: 'REVOKE' })
    expect((await listed(ctx)).items[0]?.status).toBe('valid')
    expect(await ctx.db.selectFrom('audit_events').select('sequence').execute()).toEqual([])
  })

  it('tells by the same reading whether an operation here matches what it has become', async () => {
    const { ctx, cloud } = await benchWith([leaf, certificateOf('ours')])
    await insertOperation(ctx.db, { identifier: 'ours', kind: 'revoke', state: 'succeeded' })
    expect((await detail(ctx, 'leaf')).hasMatchingOperation).toBeNull()
    for (const identifier of ['leaf', 'ours', 'unheld'])
      cloud.certificates.set(identifier, certificateOf(identifier, { vendorStatus: 'REVOKE' }))
    expect((await detail(ctx, 'leaf')).hasMatchingOperation).toBe(false)
    expect((await detail(ctx, 'unheld')).hasMatchingOperation).toBe(false)
    expect((await detail(ctx, 'ours')).hasMatchingOperation).toBe(true)
  })

  it('asks for no operation where the vendor says that it is not revoked, whatever the mirror holds', async () => {
    const revoked = certificateOf('back', { vendorStatus: 'REVOKE' })
    const { ctx, cloud } = await benchWith([revoked])
    expect((await detail(ctx, 'back')).hasMatchingOperation).toBe(false)
    cloud.certificates.set('back', { ...revoked, vendorStatus: 'ISSUE' })
    expect((await detail(ctx, 'back')).hasMatchingOperation).toBeNull()
    cloud.readFailure = { kind: 'forbidden', message: 'no', code: 'NoPermission', requestId: 'R-1' }
    expect((await detail(ctx, 'back')).hasMatchingOperation).toBe(false)
  })

  it('notes the time of a reading that agrees, so that a dialog need not repeat it', async () => {
    const { ctx, time } = await benchWith()
    await detail(ctx, 'leaf')
    const row = await ctx.db
      .selectFrom('certificates')
      .select(['live_read_at', 'last_seen_at'])
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ live_read_at: time.now, last_seen_at: time.now })
  })

  it('falls back to the mirror with its age and says why', async () => {
    const { ctx, cloud } = await benchWith()
    cloud.readFailure = { kind: 'forbidden', message: 'no', code: 'NoPermission', requestId: 'R-1' }
    expect(await detail(ctx, 'leaf')).toMatchObject({
      source: 'mirror',
      readAt: new Date(now).toISOString(),
      liveFailure: { kind: 'forbidden', code: 'NoPermission', requestId: 'R-1' },
      pem: leafPem,
    })
    cloud.readFailure = null
    cloud.certificates.delete('leaf')
    expect(await detail(ctx, 'leaf')).toMatchObject({
      source: 'mirror',
      status: 'valid',
      liveFailure: { kind: 'absent' },
    })
  })

  it('shows a certificate that no pass has seen yet, and knows none that nobody has', async () => {
    const { ctx, cloud } = await benchWith()
    cloud.certificates.set('new', certificateOf('new'))
    expect(await detail(ctx, 'new')).toMatchObject({ source: 'live', identifier: 'new', caName: 'Payments G2' })
    expect((await listed(ctx)).total).toBe(1)
    expect(await getCertificate(ctx, { identifier: 'none' })).toEqual({
      ok: false,
      error: { code: 'certificate_not_found' },
    })
    expect(await getCertificate(ctx, { identifier: 'a\u0000' })).toMatchObject({ error: { code: 'invalid_input' } })
  })

  it('says that it could not ask, where it holds nothing: not that there is no such certificate', async () => {
    const { ctx, cloud } = await benchWith()
    cloud.readFailure = { kind: 'forbidden', message: 'no', code: 'NoPermission', requestId: 'R-1' }
    const unread = {
      ok: false,
      error: {
        code: 'certificate_unread',
        liveFailure: { kind: 'forbidden', code: 'NoPermission', requestId: 'R-1' },
      },
    }
    expect(await getCertificate(ctx, { identifier: 'new' })).toEqual(unread)
    expect(await previewRevocation(ctx, { identifier: 'new' })).toEqual(unread)
    cloud.readFailure = null
    expect(await previewDeletion(ctx, { identifier: 'new' })).toEqual({ ok: false, error: { code: 'not_found' } })
  })

  it('opens a tombstone for ever, without asking the vendor', async () => {
    const { ctx, cloud, time } = await benchWith()
    await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier: 'leaf', at: time.now }))
    let asked = 0
    const describe = cloud.getCertificate
    cloud.getCertificate = async (identifier) => {
      asked += 1
      return describe(identifier)
    }
    expect(await detail(ctx, 'leaf')).toMatchObject({
      status: 'deleted',
      deletedAt: new Date(time.now).toISOString(),
      deletedHow: 'here',
      pem: leafPem,
      source: 'mirror',
      liveFailure: { kind: 'deleted' },
    })
    expect(asked).toBe(0)
  })

  it('names the operation that is open', async () => {
    const { ctx } = await benchWith()
    const id = await insertOperation(ctx.db, { identifier: 'leaf', kind: 'revoke', state: 'unknown' })
    expect(await detail(ctx, 'leaf')).toMatchObject({ status: 'unknown', openOperationId: id })
    await insertOperation(ctx.db, { identifier: 'leaf', kind: 'revoke', state: 'succeeded' })
    expect((await listed(ctx)).items).toMatchObject([{ status: 'unknown', openOperationId: id }])
  })

  it('keeps the chain that DescribeClientCertificate gave when the list comes again', async () => {
    const { ctx, time } = await benchWith()
    const chain = `${leafPem}${issuerPem}`
    const reading = { value: { ...leaf, chain }, readAt: time.now }
    await transaction(ctx.db, (trx) => recordReading(trx, ctx, reading))
    await mirrorAll(ctx, [{ ...leaf, alias: 'renamed' }], { passId: 2 })
    expect(await detail(ctx, 'leaf')).toMatchObject({ chain, alias: null })
  })

  it('finds namesakes and sharers of a key', async () => {
    const sha = (text: string) => createHash('sha256').update(text).digest('hex')
    const { ctx } = await benchWith([
      { ...leaf, commonName: 'Pay' },
      certificateOf('namesake', { commonName: 'ＰＡＹ', sha256: sha('1'), pem: '' }),
      certificateOf('server', { commonName: 'Pay', type: 'server', sha256: sha('2'), pem: '' }),
      certificateOf('revoked', { commonName: 'Pay', vendorStatus: 'REVOKE', sha256: sha('3'), pem: leafPem }),
      certificateOf('expired', { commonName: 'Pay', notAfter: 1, sha256: sha('4'), pem: leafPem }),
      certificateOf('keyless', { commonName: '', sha256: sha('5'), pem: '' }),
    ])
    const of = { identifier: 'leaf', commonName: 'pay', type: 'client' as const }
    const names = await findOthersWithName(ctx.db, of, now)
    expect(names).toMatchObject({ total: 1, rows: [{ identifier: 'namesake' }] })
    const publicKeySha256 = 'b064e03766e77014eecdcce13f605097b8574eb9d70740608ffeb3eab55484c9'
    const keys = await findOthersWithKey(ctx.db, { identifier: 'leaf', publicKeySha256 }, now)
    expect(keys).toMatchObject({ total: 1, rows: [{ identifier: 'revoked' }] })
    expect((await findOthersWithKey(ctx.db, { identifier: 'keyless', publicKeySha256: null }, now)).total).toBe(0)
    expect((await findOthersWithName(ctx.db, { ...of, commonName: ' ' }, now)).total).toBe(0)
  })
})

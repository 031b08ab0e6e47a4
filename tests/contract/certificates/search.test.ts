import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { identifiers, newContext } from './support.ts'

describeEachEngine('searching certificates', (openStore) => {
  const pem = '-----BEGIN CERTIFICATE-----\nAQIDBAUG\n-----END CERTIFICATE-----\n'
  const certificates: CloudCertificate[] = [
    certificateOf('1ef539a8-1e1f-6b88-8c11-21cf01a203e9', {
      commonName: 'pay-gateway-07.prod.example',
      subject: 'C=CN,O=海远物流,CN=pay-gateway-07.prod.example',
      serialNumber: '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b',
      sans: [
        { type: 'dns', value: 'PAY.internal.example' },
        { type: 'ip', value: '10.20.4.17' },
      ],
      alias: '支付网关',
      customIdentifier: 'Order_100%',
    }),
    certificateOf('wang', {
      commonName: '王芳',
      subject: 'CN=王芳',
      serialNumber: 'dead00000000000000000000000000000bee',
    }),
    certificateOf('hostile', {
      commonName: `billing-\u202egpj.exe\u0000\n'; drop table certificates; --`,
      subject: 'CN==HYPERLINK("x")',
      serialNumber: '777777777777dead777777777777777777ff',
    }),
    certificateOf('wide', { commonName: 'ＷｉＦｉ Controller', serialNumber: '01' }),
    certificateOf('keyed', {
      commonName: 'keyed',
      subject: 'CN=keyed,O=Mu\u0308nchen  Pay\u200bments',
      sans: [
        { type: 'dns', value: 'plain.example' },
        { type: 'dns', value: 'ＧＡＴＥ.example' },
      ],
      alias: 'ÉCOLE',
      customIdentifier: 'ＯＲＤＥＲ-7',
      md5: '9c41ad0b7e2f63d58a1c04be97f3602d',
    }),
    certificateOf('pem', {
      commonName: 'by-pem',
      pem,
      sha256: createHash('sha256').update(Buffer.from('AQIDBAUG', 'base64')).digest('hex'),
    }),
  ]
  const first = '1ef539a8-1e1f-6b88-8c11-21cf01a203e9'

  it.each([
    ['gateway-07', [first]],
    ['PAY.INTERNAL', [first]],
    ['10.20.4.17', [first]],
    ['海远物流', [first]],
    ['支付', [first]],
    ['order_100%', [first]],
    ['order_1__%', []],
    ['orderx100', []],
    ['0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B', [first]],
    ['a1b2c3d4e5f60718293a4b5c6d7e8f90a1b', [first]],
    ['00 0a 1b 2c 3d 4e 5f', [first]],
    ['f90a1b', [first]],
    ['a1b2', [first]],
    ['0x0A1B2C', [first]],
    ['1EF539A8-1E1F-6B88-8C11-21CF01A203E9', [first]],
    ['王芳', ['wang']],
    ['王', ['wang']],
    ['dead', ['wang']],
    ['wifi controller', ['wide']],
    ['wifi  CONTROLLER ', ['wide']],
    ['billing-gpj.exe', ['hostile']],
    ["'; drop table", ['hostile']],
    ['hyperlink', ['hostile']],
    ['7777777777dead77', ['hostile']],
    [pem, ['pem']],
    ['\\', []],
    ['x', []],
    ['\u0000\ud800', []],
    ['id:wang\u0000', []],
    ['subject:"\u0000" OR request:\u0000', []],
    ['subject:"MÜNCHEN payments"', ['keyed']],
    ['subject:pay\u200bments', ['keyed']],
    ['-subject:MÜNCHEN cn:keyed', []],
    ['subject:o=m', ['keyed']],
    ['san:gate.EXAMPLE', ['keyed']],
    ['san:plain san:ＧＡＴＥ', ['keyed']],
    ['alias:école', ['keyed']],
    ['alias:E\u0301cole', ['keyed']],
    ['custom:order-7', ['keyed']],
    ['custom:order', [first, 'keyed']],
    ['serial:1', ['wide']],
    ['serial:0x01', ['wide']],
    ['-serial:01 wifi', []],
    ['no such thing', []],
  ])('finds by %j', async (q, expected) => {
    const ctx = await searchable()
    expect(identifiers((await listed(ctx, { q })).items).sort()).toEqual([...expected].sort())
  })

  it('finds by names that an older version has mirrored, from the next pass on', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, certificates)
    await ctx.db.updateTable('certificates').set({ name_keys: null }).execute()
    await mirrorAll(ctx, certificates, { passId: 2 })
    expect((await listed(ctx, { q: 'alias:école' })).total).toBe(1)
  })

  it('finds a hundred Identifiers at once', async () => {
    const ctx = await newContext(openStore)
    const held = Array.from({ length: 120 }, (_, index) => `5c0ffee0-1e1f-6b88-8c11-${String(index).padStart(12, '0')}`)
    await mirrorAll(
      ctx,
      held.map((identifier) => certificateOf(identifier)),
    )
    const asked = held.slice(10, 110)
    const { items, total } = await listed(ctx, { q: asked.join(' OR '), limit: 500 })
    expect(total).toBe(100)
    expect(identifiers(items).toSorted()).toEqual(asked)
    expect((await listed(ctx, { q: `-(${asked.join(' OR ')})` })).total).toBe(20)
  })

  it('finds by fingerprint, whole, grouped or begun', async () => {
    const ctx = await searchable()
    const sha256 = certificates.find(({ identifier }) => identifier === 'pem')?.sha256 ?? ''
    const grouped = (sha256.match(/../g) ?? []).join(':').toUpperCase()
    for (const q of [sha256, grouped, sha256.slice(0, 12)]) {
      expect(identifiers((await listed(ctx, { q })).items), q).toEqual(['pem'])
    }
  })

  it.each([
    '9c41ad0b7e2f63d58a1c04be97f3602d',
    '9C:41:AD:0B:7E:2F:63:D5:8A:1C:04:BE:97:F3:60:2D',
    'MD5 Fingerprint=9C:41:AD:0B:7E:2F:63:D5:8A:1C:04:BE:97:F3:60:2D',
    'md5:9C:41:AD:0B:7E:2F:63:D5:8A:1C:04:BE:97:F3:60:2D',
    'md5:9c41ad',
  ])('finds by MD5 fingerprint, written as %j', async (q) => {
    expect(identifiers((await listed(await searchable(), { q })).items)).toEqual(['keyed'])
  })

  it('finds by the SHA-1 fingerprint, which only the PEM tells', async () => {
    const sha1 = createHash('sha1').update(Buffer.from('AQIDBAUG', 'base64')).digest('hex')
    const grouped = (sha1.match(/../g) ?? []).join(':').toUpperCase()
    for (const q of [sha1, `SHA1 Fingerprint=${grouped}`, `sha1:${grouped}`, `sha1:${sha1.slice(0, 8)}`])
      expect(identifiers((await listed(await searchable(), { q })).items), q).toEqual(['pem'])
  })

  it('writes the SHA-1 fingerprint of what an older release has mirrored at the next pass', async () => {
    const ctx = await newContext(openStore)
    const held = async () =>
      ctx.db.selectFrom('certificates').select(['identifier', 'sha1']).orderBy('number').execute()
    await mirrorAll(ctx, certificates)
    const written = await held()
    await ctx.db.updateTable('certificates').set({ sha1: null }).execute()
    await mirrorAll(ctx, certificates)
    expect(await held()).toEqual(written)
    expect(written.filter(({ sha1 }) => sha1 !== null).length).toBeGreaterThan(3)
  })

  it('finds a whole serial as a number', async () => {
    const { serialNumber } = certificates.find(({ identifier }) => identifier === first) ?? certificateOf('')
    const q = BigInt(`0x${serialNumber.replaceAll(/[\s:-]/g, '')}`).toString()
    for (const typed of [q, `serial:${q}`, `serial: ${q}`])
      expect(identifiers((await listed(await searchable(), { q: typed })).items), typed).toEqual([first])
  })

  it('finds by the RequestId of an operation, in any case, no certificate but the one that it was on', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, certificates)
    const requestId = '7D2F1C08-93AB-5E64-B0D7-2A81F46C95E3'
    const another = '0B9E47A1-6C3D-5F28-A4E0-D17C8852BF36'
    await insertOperation(ctx.db, { identifier: 'wang', kind: 'revoke', state: 'succeeded', request_id: requestId })
    await insertOperation(ctx.db, { identifier: 'keyed', kind: 'revoke', state: 'refused', request_id: another })
    for (const q of [requestId, requestId.toLowerCase(), `request:${requestId}`, `request:${requestId.toLowerCase()}`])
      expect(identifiers((await listed(ctx, { q })).items), q).toEqual(['wang'])
    expect((await listed(ctx, { q: `${requestId} OR request:${another}` })).total).toBe(2)
  })

  it('adds up with filters', async () => {
    const ctx = await searchable()
    expect((await listed(ctx, { q: '王芳', type: ['server'] })).total).toBe(0)
    expect((await listed(ctx, { q: '王芳', type: ['client'], algorithm: ['ECC_256'] })).total).toBe(1)
  })

  let shared: Promise<VerbContext> | undefined
  function searchable(): Promise<VerbContext> {
    return (shared ??= (async () => {
      const ctx = await newContext(openStore)
      await mirrorAll(ctx, certificates)
      return ctx
    })())
  }
})

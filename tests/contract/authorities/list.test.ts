import { expect, it } from 'vitest'
import { issuersOf } from '#lib/authorities/server/find.ts'
import { listAuthorities } from '#lib/authorities/server/list.ts'
import { recordAuthorities } from '#lib/authorities/server/record.ts'
import type { CloudAuthority } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

function authority(identifier: string, over: Partial<CloudAuthority> = {}): CloudAuthority {
  return {
    identifier,
    parentIdentifier: null,
    type: 'root',
    commonName: identifier,
    subject: `CN=${identifier}`,
    serialNumber: '01',
    vendorStatus: 'ISSUE',
    algorithm: 'ECC',
    keySize: 256,
    signAlgorithm: 'SHA256WITHECDSA',
    sha256: '',
    notBefore: 0,
    notAfter: 4e12,
    pem: `PEM of ${identifier}`,
    crlStatus: null,
    crlUrl: null,
    crlDays: null,
    issuedCount: null,
    totalCount: null,
    ...over,
  }
}

describeEachEngine('list_authorities', (openStore) => {
  async function withAuthorities(...authorities: CloudAuthority[]) {
    const ctx = contextOn(await openStore(), scriptedCloud([]))
    const read = authorities.map((one, index) => ({ authority: one, isDetailed: true, at: 1_000 + index }))
    await transaction(ctx.db, (trx) => recordAuthorities(trx, read))
    const list = async () => {
      const result = await listAuthorities(ctx, {})
      if (!result.ok) throw new Error(result.error.code)
      return result.value
    }
    return { ctx, list }
  }

  it('puts each CA after its parent, with its parent, its certificates and the oldest reading', async () => {
    const { ctx, list } = await withAuthorities(
      authority('a-sub', { parentIdentifier: 'z-root', type: 'sub' }),
      authority('b-orphan', { parentIdentifier: 'gone', type: 'sub' }),
      authority('z-root'),
    )
    await mirrorAll(ctx, [certificateOf('one', { caIdentifier: 'a-sub' })])
    const { items, asOf } = await list()
    expect(items.map(({ identifier, parentName, certificates }) => [identifier, parentName, certificates])).toEqual([
      ['b-orphan', null, 0],
      ['z-root', null, 0],
      ['a-sub', 'z-root', 1],
    ])
    expect(asOf).toBe('1970-01-01T00:00:01.000Z')
  })

  it('shows CAs that claim to be above each other, once each', async () => {
    const { ctx, list } = await withAuthorities(
      authority('a', { parentIdentifier: 'b' }),
      authority('b', { parentIdentifier: 'a' }),
      authority('self', { parentIdentifier: 'self' }),
    )
    expect((await list()).items.map(({ identifier }) => identifier).sort()).toEqual(['a', 'b', 'self'])
    expect((await issuersOf(ctx.db, 'a')).map(({ identifier }) => identifier)).toEqual(['a', 'b'])
    expect(await issuersOf(ctx.db, 'none')).toEqual([])
  })

  it.each([
    ['ACTIVE', 'http://crl.example/1.crl', true],
    [null, 'http://crl.example/1.crl', true],
    ['INACTIVE', 'http://crl.example/1.crl', false],
    ['ACTIVE', null, false],
  ])('says of CrlStatus %j and CrlUrl %j that it publishes: %j', async (crlStatus, crlUrl, publishesCrl) => {
    const { list } = await withAuthorities(authority('ca', { crlStatus, crlUrl }))
    expect((await list()).items).toMatchObject([{ publishesCrl }])
  })

  it('keeps what only DescribeCACertificate gives when that could not be read again', async () => {
    const { ctx, list } = await withAuthorities(authority('ca', { crlUrl: 'http://crl.example/1.crl', issuedCount: 4 }))
    const again = { authority: authority('ca', { vendorStatus: 'REVOKE' }), isDetailed: false, at: 5_000 }
    await transaction(ctx.db, (trx) => recordAuthorities(trx, [again]))
    expect((await list()).items).toMatchObject([{ vendorStatus: 'REVOKE', issuedCount: 4, publishesCrl: true }])
  })
})

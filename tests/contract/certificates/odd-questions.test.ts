import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { findOthersWithName } from '#lib/certificates/server/repository.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll, walked } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { identifiers, newContext, now } from './support.ts'

// Questions that an honest reader of a query, or an engine, may trip over.

const compatibility = '\uFDFA'

describeEachEngine('a list that is asked oddly', (openStore) => {
  it('is sorted by status whatever many of its rows hold', async () => {
    const ctx = await newContext(openStore)
    // More than PostgreSQL takes for few.
    await mirrorAll(
      ctx,
      Array.from({ length: 2_001 }, (_, index) =>
        certificateOf(`many-${String(index)}`, { vendorStatus: index % 2 === 0 ? 'ISSUE' : 'REVOKE' }),
      ),
    )
    for (const q of ['example', 'cn:example', '-cn:zzz example', 'example OR serial:5e6d']) {
      for (const [sort, first] of [
        ['status', 'valid'],
        ['-status', 'revoked'],
      ] as const) {
        const { items, nextCursor } = await listed(ctx, { q, sort, limit: 20 })
        expect(new Set(items.map(({ status }) => status)), `${q} by ${sort}`).toEqual(new Set([first]))
        const next = await listed(ctx, { q, sort, limit: 20, cursor: nextCursor ?? '' })
        expect(identifiers([...items, ...next.items])).toHaveLength(40)
        expect(new Set(identifiers([...items, ...next.items])).size).toBe(40)
      }
    }
  })

  it('refuses nobody’s place in the order of statuses', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [certificateOf('a'), certificateOf('b')])
    const { nextCursor } = await listed(ctx, { q: 'example', sort: 'status', limit: 1 })
    const [direction, of] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as string[]
    const forged = Buffer.from(JSON.stringify([direction, of, Number.MAX_SAFE_INTEGER, 'a', 'a'])).toString('base64url')
    expect((await listCertificates(ctx, { q: 'example', sort: 'status', cursor: forged })).ok).toBe(true)
  })

  it('is read to its end whatever its names hold', async () => {
    const ctx = await newContext(openStore)
    const names = ['x', compatibility.repeat(63), 'ß'.repeat(3_000), Array.from({ length: 4_000 }, oddSign).join('')]
    await mirrorAll(
      ctx,
      names.flatMap((commonName, index) =>
        [1, 2].map((copy) => certificateOf(`${String(index)}-${String(copy)}`, { commonName })),
      ),
    )
    for (const sort of ['common_name', '-common_name', 'status', 'subject']) {
      expect(await walked(ctx, { sort, limit: 1 }), sort).toHaveLength(8)
    }
    for (const [index, commonName] of names.entries()) {
      const others = await findOthersWithName(
        ctx.db,
        { identifier: `${String(index)}-1`, commonName, type: 'client' },
        now,
      )
      expect(others.rows.map(({ identifier }) => identifier)).toEqual([`${String(index)}-2`])
    }
  })

  it('keeps the page of a certificate of which everything is too long', async () => {
    const ctx = await newContext(openStore)
    const long = Array.from({ length: 4_000 }, oddSign).join('')
    const odd = {
      signAlgorithm: long,
      caIdentifier: long,
      algorithm: long,
      serialNumber: long,
      sha256: long,
      md5: long,
    }
    await mirrorAll(ctx, [certificateOf('odd', odd), certificateOf('fine')])
    expect(identifiers((await listed(ctx)).items).sort()).toEqual(['fine', 'odd'])
  })

  it.each(['cn', 'subject', 'san', 'alias', 'custom', 'owner', 'tag', 'note'])(
    'finds nothing by a longer %s than any',
    async (field) => {
      const ctx = await newContext(openStore)
      await mirrorAll(ctx, [certificateOf('a')])
      const typed = `${field}:${'㍿'.repeat(5_000)}`
      expect((await listed(ctx, { q: typed })).total).toBe(0)
      expect((await listed(ctx, { q: `-${typed}` })).total).toBe(1)
    },
  )

  it('takes an algorithm for the same however it is written', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [certificateOf('a', { algorithm: 'ECC', keySize: 256 })])
    for (const asked of [{ algorithm: ['ecc'] }, { algorithm: ['ECC_0256'] }, { q: 'algorithm:ECC_0256' }]) {
      const { total, facets } = await listed(ctx, { ...asked, facets: true })
      expect({ total, valid: facets?.status.valid }, JSON.stringify(asked)).toEqual({ total: 1, valid: 1 })
    }
  })

  it('finds every serial that a tool has printed', async () => {
    const ctx = await newContext(openStore)
    const serials = Array.from({ length: 600 }, (_, index) => (0xa000 + index).toString(16))
    await mirrorAll(
      ctx,
      serials.map((serialNumber) => certificateOf(`of-${serialNumber}`, { serialNumber })),
    )
    const { total } = await listed(ctx, { q: serials.map((serial) => `serial=${serial}`).join('\n') })
    expect(total).toBe(600)
  })

  describe('where a tool’s words stand beside conditions', () => {
    it('keeps the conditions', async () => {
      const ctx = await newContext(openStore)
      const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
      const sha256 = createHash('sha256').update(Buffer.from('AAAA', 'base64')).digest('hex')
      await mirrorAll(ctx, [
        certificateOf('a', { serialNumber: '0a1b2c3d', sha256 }),
        certificateOf('b', { serialNumber: '0a1c2c3d', vendorStatus: 'REVOKE' }),
        certificateOf('c'),
      ])
      const found = async (q: string) => identifiers((await listed(ctx, { q })).items).sort()
      expect(await found('-serial=0a1b2c3d -serial=0a1c2c3d')).toEqual(['c'])
      expect(await found('serial=0a1b2c3d OR serial=0a1c2c3d')).toEqual(['a', 'b'])
      expect(await found('status:revoked (serial=0a1b2c3d OR serial=0a1c2c3d)')).toEqual(['b'])
      expect(await found('status:revoked serial=0a1b2c3d issuer=x')).toEqual([])
      expect(await found(pem)).toEqual(['a'])
      expect(await found(`status:revoked ${pem}`)).toEqual([])
      expect(await found(`NOT ${pem}`)).toEqual(['b', 'c'])
    })
  })
})

/** No two neighbours alike, so that no engine makes them shorter. */
function oddSign(_: unknown, index: number): string {
  return String.fromCharCode(33 + ((index * index * 7 + index * 13) % 89))
}

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { certificateSortFields } from '#lib/certificates/filter.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { certificateStatus, isExpiring, statusFilters } from '#lib/certificates/status.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { recordAuthorities } from '#lib/authorities/server/record.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type OpenStore } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll, walked } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const now = Date.UTC(2026, 10, 24, 12)
const DAY = 86_400_000
const clock = { now: () => now }

async function newContext(openStore: OpenStore): Promise<VerbContext> {
  return contextOn(await openStore(), scriptedCloud([]), { clock })
}

function identifiers(items: readonly CertificateItem[]): string[] {
  return items.map(({ identifier }) => identifier)
}

describeEachEngine('list_certificates', (openStore) => {
  it('gives the same status in SQL as in JavaScript, for every combination of facts', async () => {
    const ctx = await newContext(openStore)
    const combinations = (['ISSUE', 'REVOKE', 'PENDING'] as const).flatMap((vendorStatus) =>
      [null, now - 1, now, now + 30 * DAY, now + 31 * DAY].flatMap((notAfter) =>
        [false, true].flatMap((isDeleted) =>
          ([null, 'pending', 'unknown', 'needs_human'] as const).map((openState) => ({
            vendorStatus,
            notAfter,
            isDeleted,
            openState,
          })),
        ),
      ),
    )
    const rows = combinations.map((facts, index) => ({ ...facts, identifier: `certificate-${String(index)}` }))
    await mirrorAll(
      ctx,
      rows.map(({ identifier, vendorStatus, notAfter }) => certificateOf(identifier, { vendorStatus, notAfter })),
    )
    for (const { identifier, isDeleted, openState } of rows) {
      if (openState !== null) await insertOperation(ctx.db, { identifier, kind: 'revoke', state: openState })
      if (isDeleted) await transaction(ctx.db, (trx) => applyToMirror(trx, { kind: 'delete', identifier, at: now }))
    }
    const facets = (await listed(ctx, { facets: true })).facets
    for (const filter of statusFilters) {
      const expected = rows.filter((row) => {
        const status = certificateStatus(row, now)
        return filter === 'expiring' ? isExpiring(status, row.notAfter, now) : status === filter
      })
      const found = await listed(ctx, { status: [filter], limit: 500 })
      expect(new Set(identifiers(found.items)), filter).toEqual(new Set(expected.map(({ identifier }) => identifier)))
      expect(found.total).toBe(expected.length)
      expect(facets?.status[filter], filter).toBe(expected.length)
    }
  })

  describe('search', () => {
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
      ['no such thing', []],
    ])('finds by %j', async (q, expected) => {
      const ctx = await searchable()
      expect(identifiers((await listed(ctx, { q })).items).sort()).toEqual([...expected].sort())
    })

    it('finds by fingerprint, whole, grouped or begun', async () => {
      const ctx = await searchable()
      const sha256 = certificates[4]?.sha256 ?? ''
      const grouped = (sha256.match(/../g) ?? []).join(':').toUpperCase()
      for (const q of [sha256, grouped, sha256.slice(0, 12)]) {
        expect(identifiers((await listed(ctx, { q })).items), q).toEqual(['pem'])
      }
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

  it('filters by type, CA, key and expiry', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [
      certificateOf('rsa', { algorithm: 'RSA', keySize: 2048, notAfter: Date.UTC(2027, 0, 1), caIdentifier: 'ca-2' }),
      certificateOf('ecc', { notAfter: Date.UTC(2027, 0, 1) - 1, type: 'server' }),
      certificateOf('pending', { vendorStatus: 'PENDING', notAfter: null, notBefore: null }),
    ])
    const found = async (input: Record<string, unknown>) => identifiers((await listed(ctx, input)).items).sort()
    expect(await found({ algorithm: ['RSA'] })).toEqual(['rsa'])
    expect(await found({ algorithm: ['RSA_2048', 'SM2'] })).toEqual(['rsa'])
    expect(await found({ algorithm: ['RSA_4096'] })).toEqual([])
    expect(await found({ type: ['server'] })).toEqual(['ecc'])
    expect(await found({ ca: ['ca-2'] })).toEqual(['rsa'])
    expect(await found({ expiresBefore: '2027-01-01' })).toEqual(['ecc'])
    expect(await found({ expiresAfter: '2027-01-01T00:00:00Z' })).toEqual(['rsa'])
    expect(await found({ expiresAfter: '2027-01-01T08:00:00+08:00' })).toEqual(['rsa'])
  })

  it('counts each facet under the filters of the others', async () => {
    const ctx = await newContext(openStore)
    await transaction(ctx.db, (trx) =>
      recordAuthorities(trx, [{ authority: authority('ca-1', '支付 G1'), isDetailed: true, at: now }]),
    )
    await mirrorAll(ctx, [
      certificateOf('a', { type: 'client', vendorStatus: 'REVOKE' }),
      certificateOf('b', { type: 'client', notAfter: now + DAY }),
      certificateOf('c', { type: 'server', caIdentifier: 'ca-2' }),
    ])
    const { facets, items } = await listed(ctx, { type: ['client'], facets: true })
    expect(items[0]?.caName).toBe('支付 G1')
    expect(facets?.type).toEqual({ client: 2, server: 1 })
    expect(facets?.status).toMatchObject({ revoked: 1, valid: 1, expiring: 1, expired: 0 })
    expect(facets?.ca).toEqual([
      { identifier: 'ca-1', name: '支付 G1', count: 2 },
      { identifier: 'ca-2', name: null, count: 0 },
    ])
    expect((await listed(ctx)).facets).toBeUndefined()
  })

  it('walks every sort order both ways, whatever the page size, with ties and missing times', async () => {
    const ctx = await newContext(openStore)
    const certificates = Array.from({ length: 31 }, (_, index) => oddCertificate(index))
    await mirrorAll(ctx, certificates)
    for (const field of certificateSortFields) {
      for (const sort of [field, `-${field}`]) {
        const whole = identifiers((await listed(ctx, { sort, limit: 500 })).items)
        expect(new Set(whole).size).toBe(31)
        for (const limit of [4, 30]) {
          expect(identifiers(await walked(ctx, { sort, limit })), `${sort} by ${String(limit)}`).toEqual(whole)
        }
        const last = await listed(ctx, { sort, limit: 7, cursor: await cursorOfLastPage(ctx, { sort, limit: 7 }) })
        const back = await walked(
          ctx,
          { sort, limit: 7 },
          { from: last.previousCursor ?? '', direction: 'previousCursor' },
        )
        expect([...identifiers(back), ...identifiers(last.items)], `${sort} backwards`).toEqual(whole)
      }
    }
  })

  it('sorts descending exactly as the reverse of ascending, nulls last when ascending', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(
      ctx,
      Array.from({ length: 30 }, (_, index) => oddCertificate(index)),
    )
    const up = await listed(ctx, { sort: 'not_after', limit: 500 })
    const down = await listed(ctx, { sort: '-not_after', limit: 500 })
    expect(identifiers(down.items).reverse()).toEqual(identifiers(up.items))
    expect(up.items.at(-1)?.notAfter).toBeNull()
  })

  it('neither repeats nor skips a row that stays, while others come and go', async () => {
    const ctx = await newContext(openStore)
    const stable = Array.from({ length: 40 }, (_, index) => oddCertificate(index))
    await mirrorAll(ctx, stable)
    let turn = 0
    const between = async () => {
      turn += 1
      await mirrorAll(ctx, [oddCertificate(1000 + turn), oddCertificate(2000 - turn)])
      if (turn > 1) {
        const identifier = oddCertificate(998 + turn).identifier
        await ctx.db.deleteFrom('certificates').where('identifier', '=', identifier).execute()
      }
    }
    for (const sort of ['common_name', '-not_after', 'serial']) {
      const seen = identifiers(await walked(ctx, { sort, limit: 6 }, { between }))
      const kept = seen.filter((identifier) => stable.some((certificate) => certificate.identifier === identifier))
      expect(new Set(seen).size).toBe(seen.length)
      expect(kept).toHaveLength(40)
    }
  })

  it('refuses a cursor that is not its own', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [certificateOf('a'), certificateOf('b'), certificateOf('c')])
    const cursor = (await listed(ctx, { limit: 1 })).nextCursor ?? ''
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const own: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const refused = [
      { cursor, sort: '-common_name' },
      { cursor, q: 'a.example' },
      { cursor: 'AAAA' },
      { cursor: forged([own[0], own[1], 5, 'a']) },
      { cursor: forged([own[0], own[1], null, 'a']) },
      { cursor: forged([own[0], own[1], 'a\u0000', 'a']) },
      { cursor: forged([own[0], own[1], 'a', 'a\u0000']) },
      { cursor: forged([own[0], own[1], 'a']) },
      { cursor: forged([own[0], own[1], 'a', 'b', 'c']) },
    ]
    for (const input of refused) {
      const result = await listCertificates(ctx, input)
      expect(result.ok ? result.value.items : result.error.code, JSON.stringify(input)).toBe('invalid_input')
    }
    expect((await listCertificates(ctx, { cursor, limit: 2 })).ok).toBe(true)
  })

  it('says when it was looked up: a page judges its own age, and the worker’s, by nothing else', async () => {
    const ctx = await newContext(openStore)
    expect(await listed(ctx, { limit: 1, sync: true })).toMatchObject({ answeredAt: '2026-11-24T12:00:00.000Z' })
  })

  it('counts exactly up to 10,000 and says when there are more', async () => {
    const ctx = await newContext(openStore)
    const many = Array.from({ length: 10_000 }, (_, index) => certificateOf(`many-${String(index)}`))
    await mirrorAll(ctx, many)
    expect(await listed(ctx, { limit: 1 })).toMatchObject({ total: 10_000, totalIsLowerBound: false })
    await mirrorAll(ctx, [certificateOf('one-more')])
    expect(await listed(ctx, { limit: 1 })).toMatchObject({ total: 10_000, totalIsLowerBound: true })
    expect(await listed(ctx, { q: 'one-more' })).toMatchObject({ total: 1, totalIsLowerBound: false })
  })
})

/** Names that tie, times that are missing, few values. */
function oddCertificate(index: number): CloudCertificate {
  const isPending = index % 5 === 0
  return certificateOf(`odd-${String(index).padStart(4, '0')}`, {
    commonName: `name-${String(index % 3)}`,
    type: index % 2 === 0 ? 'client' : 'server',
    vendorStatus: isPending ? 'PENDING' : 'ISSUE',
    notBefore: isPending ? null : now - (index % 4) * DAY,
    notAfter: isPending ? null : now + (index % 4) * DAY,
    caIdentifier: `ca-${String(index % 2)}`,
    serialNumber: isPending ? '' : String(index % 7).repeat(12),
  })
}

async function cursorOfLastPage(ctx: VerbContext, input: Record<string, unknown>): Promise<string> {
  let cursor = (await listed(ctx, input)).nextCursor ?? ''
  for (;;) {
    const next = (await listed(ctx, { ...input, cursor })).nextCursor
    if (next === null) return cursor
    cursor = next
  }
}

function authority(identifier: string, commonName: string) {
  return {
    identifier,
    parentIdentifier: null,
    type: 'sub' as const,
    commonName,
    subject: `CN=${commonName}`,
    serialNumber: '01',
    vendorStatus: 'ISSUE',
    algorithm: 'ECC',
    keySize: 256,
    signAlgorithm: 'SHA256WITHECDSA',
    sha256: '',
    notBefore: 0,
    notAfter: now,
    pem: '',
    crlStatus: null,
    crlUrl: null,
    crlDays: null,
    issuedCount: null,
    totalCount: null,
  }
}

import { expect, it } from 'vitest'
import { certificateSortFields, type CertificateSort, type CertificateSortField } from '#lib/certificates/filter.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { searchText } from '#lib/certificates/search-text.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { subjectParts, type SubjectAttribute } from '#lib/certificates/subject-parts.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll, walked } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

describeEachEngine('list_certificates', (openStore) => {
  it('walks every sort order both ways, whatever the page size, with ties and missing times', async () => {
    const ctx = await newContext(openStore)
    const certificates = Array.from({ length: 31 }, (_, index) => oddCertificate(index))
    await mirrorAll(ctx, certificates)
    await oddStore(ctx)
    for (const field of certificateSortFields) {
      for (const sort of [field, `-${field}`] as const) {
        const { items } = await listed(ctx, { sort, limit: 500 })
        const whole = identifiers(items)
        expect(new Set(whole).size).toBe(31)
        expect(whole, sort).toEqual(identifiers(inOrder(items, sort)))
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

  it('sorts by the names of CAs that are shared, missing or beyond a narrowed list, page by page', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(
      ctx,
      Array.from({ length: 31 }, (_, index) => oddCertificate(index)),
    )
    await oddStore(ctx)
    for (const sort of ['ca', '-ca'] as const) {
      for (const narrowed of [{}, { type: ['client'] }, { status: ['pending'] }]) {
        const { items } = await listed(ctx, { ...narrowed, sort, limit: 500 })
        expect(identifiers(items)).toEqual(identifiers(inOrder(items, sort)))
        expect(identifiers(await walked(ctx, { ...narrowed, sort, limit: 3 }))).toEqual(identifiers(items))
      }
    }
    const { nextCursor } = await listed(ctx, { sort: 'ca', limit: 3 })
    // The CA at whose certificates the page ended has issued no others that are still there.
    await ctx.db.deleteFrom('certificates').where('ca_identifier', '=', 'ca-3').execute()
    const rest = await walked(ctx, { sort: 'ca', limit: 3 }, { from: nextCursor ?? '' })
    expect(new Set(rest.map(({ caIdentifier }) => caIdentifier))).toEqual(new Set(['ca-1', 'ca-0', 'ca-2']))
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
      { cursor: forged([own[0], own[1], 'a', null]) },
    ]
    for (const input of refused) {
      const result = await listCertificates(ctx, input)
      expect(result.ok ? result.value.items : result.error.code, JSON.stringify(input)).toBe('invalid_input')
    }
    expect((await listCertificates(ctx, { cursor, limit: 2 })).ok).toBe(true)
  })

  it('takes its cursor wherever the same conditions stand, typed or in parameters', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(
      ctx,
      Array.from({ length: 5 }, (_, index) =>
        certificateOf(`c${String(index)}`, { type: 'client', notAfter: now + (40 + index) * DAY }),
      ),
    )
    const writings = [
      { q: 'type:client  status:valid expires>=2026-12-01  example' },
      { type: ['client'], q: 'status:valid expires>=2026-12-01 example' },
      { type: ['client'], status: ['valid'], expiresAfter: '2026-12-01', q: 'example' },
    ]
    const limit = 2
    const { nextCursor, items } = await listed(ctx, { ...writings[0], limit })
    const cursor = nextCursor ?? ''
    for (const writing of writings) {
      const page = await listed(ctx, { ...writing, limit, cursor })
      expect(identifiers([...items, ...page.items])).toEqual(['c0', 'c1', 'c2', 'c3'])
    }
    const narrower = await listCertificates(ctx, { ...writings[2], q: 'c2 example', limit, cursor })
    expect(narrower.ok).toBe(false)
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
    notAfter: isPending ? null : now + (index % 3) * DAY,
    caIdentifier: `ca-${String(index % 4)}`,
    serialNumber: isPending ? '' : String(index % 7).repeat(12),
    algorithm: index % 2 === 0 ? 'RSA' : 'ECC',
    keySize: [256, 1024, 4096][index % 3] ?? 0,
    signAlgorithm: `SHA${String(256 + (index % 2) * 128)}`,
    alias: [null, '', '支付', '𝒜lias', 'x'.repeat(199) + '𝒜b'][index % 5] ?? null,
    customIdentifier: index % 3 === 0 ? null : `own-${String(index % 2)}`,
    md5: isPending ? '' : String(index % 4).repeat(32),
    subject: subjects[index % 5] ?? '',
    sans: [[], [dns('B.example')], [dns('a.example'), dns('b.example')], [dns('ａ.example')]][index % 4] ?? [],
    vendorId: [null, '9', '10', '10000000000000001'][index % 4] ?? null,
    resourceGroupId: [null, 'rg-2', 'rg-1'][index % 3] ?? null,
  })
}

const subjects = [
  '',
  'C=CN,O=示例,OU=Security,OU=Audit,L=Hangzhou,ST=Zhejiang,CN=x',
  `C=cn,O=${'o'.repeat(199)}𝒜b,OU=security,CN=x`,
  'C=DE,O=ÄPFEL,L=hangzhou,CN=x',
  'CN=x,O=Äpfel',
]

const dns = (value: string) => ({ type: 'dns' as const, value })

/** What a pass does not write: operations that are open, a tombstone, the names of CAs, two of them alike and one not read, and revocations, two of them at once. */
async function oddStore(ctx: VerbContext): Promise<void> {
  const read = { vendor_status: 'ISSUE', algorithm: 'RSA', key_size: 2048, sign_algorithm: '', sha256: '', pem: '' }
  const unknown = { parent_identifier: null, crl_status: null, crl_url: null, crl_days: null }
  await ctx.db
    .insertInto('authorities')
    .values(
      ['Payments', 'Devices', 'Payments'].map((name, index) => ({
        ...{ ...read, ...unknown, issued_count: null, total_count: null },
        ...{ identifier: `ca-${String(index)}`, type: 'sub', common_name: name, subject: '', serial_number: '' },
        ...{ not_before: 0, not_after: now, read_at: now },
      })),
    )
    .execute()
  await insertOperation(ctx.db, { kind: 'revoke', identifier: 'odd-0003', state: 'pending' })
  await insertOperation(ctx.db, { kind: 'revoke', identifier: 'odd-0007', state: 'unknown' })
  await insertOperation(ctx.db, { kind: 'revoke', identifier: 'odd-0008', state: 'needs_human' })
  await ctx.db
    .updateTable('certificates')
    .set({ deleted_at: now, deleted_how: 'elsewhere' })
    .where('identifier', 'in', ['odd-0006', 'odd-0010'])
    .execute()
  await ctx.db
    .updateTable('certificates')
    .set({ vendor_status: 'REVOKE' })
    .where('identifier', 'in', ['odd-0004', 'odd-0012'])
    .execute()
  for (const [name, at] of [
    ['odd-0004', now],
    ['odd-0009', now],
    ['odd-0011', now - DAY],
  ] as const) {
    await ctx.db
      .updateTable('certificates')
      .set({ revoke_time: at, first_seen_at: at })
      .where('identifier', '=', name)
      .execute()
  }
}

/** The same rows as the order says that they stand: by the bytes of texts, ties by Identifier. */
function inOrder(items: readonly CertificateItem[], sort: CertificateSort): CertificateItem[] {
  const field = certificateSortFields.find((name) => sort === name || sort === `-${name}`)
  if (field === undefined) throw new Error(sort)
  const ascending = items.toSorted((one, other) =>
    compare([...valuesOf[field](one), one.identifier], [...valuesOf[field](other), other.identifier]),
  )
  return sort === field ? ascending : ascending.reverse()
}

type Value = string | number | null

const instant = (at: string | null) => (at === null ? null : Date.parse(at))
const statusesInOrder = ['unknown', 'pending', 'valid', 'expired', 'revoked', 'deleted']
const folded = (text: string) => (text === '' ? null : beginning(searchText(text)))
const inSubject =
  (attribute: SubjectAttribute) =>
  ({ subject }: CertificateItem) => [folded(subjectParts(subject, attribute).join(' + '))]
const beginning = (text: string | null) => (text === null ? null : Array.from(text).slice(0, 200).join(''))

const valuesOf: Record<CertificateSortField, (item: CertificateItem) => Value[]> = {
  common_name: ({ commonName }) => [commonName],
  identifier: () => [],
  serial: ({ serialNumber }) => [serialNumber],
  type: ({ type }) => [type],
  ca: ({ caName, caIdentifier }) => [caName ?? '', caIdentifier],
  not_before: ({ notBefore }) => [instant(notBefore)],
  not_after: ({ notAfter }) => [instant(notAfter)],
  days: ({ notBefore, notAfter }) => {
    const [from, to] = [instant(notBefore), instant(notAfter)]
    return [from === null || to === null ? null : to - from]
  },
  revoke_time: ({ revokeTime }) => [instant(revokeTime) ?? -Infinity],
  first_seen: ({ firstSeenAt }) => [instant(firstSeenAt)],
  last_seen: ({ lastSeenAt }) => [instant(lastSeenAt)],
  key: ({ algorithm, keySize }) => [algorithm, keySize],
  signature: ({ signAlgorithm }) => [signAlgorithm],
  alias: ({ alias }) => [beginning(alias)],
  status: ({ status, commonName }) => [statusesInOrder.indexOf(status), commonName],
  sans: ({ sans }) => [folded(sans.map(({ value }) => value).join(', '))],
  subject: ({ subject }) => [beginning(subject)],
  organization: inSubject('O'),
  unit: inSubject('OU'),
  locality: inSubject('L'),
  state: inSubject('ST'),
  country: inSubject('C'),
  vendor_id: ({ vendorId }) => [vendorId === null ? null : Number(vendorId)],
  resource_group: ({ resourceGroupId }) => [resourceGroupId],
  custom_identifier: ({ customIdentifier }) => [customIdentifier],
  sha256: ({ sha256 }) => [sha256],
  md5: ({ md5 }) => [md5],
}

function compare(one: readonly Value[], other: readonly Value[]): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? null
    const difference =
      value === against
        ? 0
        : value === null
          ? 1
          : against === null
            ? -1
            : typeof value === 'number'
              ? value - Number(against)
              : Buffer.from(value).compare(Buffer.from(String(against)))
    if (difference !== 0) return difference
  }
  return 0
}

async function cursorOfLastPage(ctx: VerbContext, input: Record<string, unknown>): Promise<string> {
  let cursor = (await listed(ctx, input)).nextCursor ?? ''
  for (;;) {
    const next = (await listed(ctx, { ...input, cursor })).nextCursor
    if (next === null) return cursor
    cursor = next
  }
}

import { certificateSortFields, type CertificateSort, type CertificateSortField } from '#lib/certificates/filter.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { searchText } from '#lib/certificates/search-text.ts'
import { subjectParts, type SubjectAttribute } from '#lib/certificates/subject-parts.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { DAY, now } from './support.ts'

// An inventory in which every order has ties and gaps, and the orders as they are promised, said a second time.

/** Names that tie, times that are missing, few values. */
export function oddCertificate(index: number): CloudCertificate {
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
export async function oddStore(ctx: VerbContext): Promise<void> {
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
export function inOrder(items: readonly CertificateItem[], sort: CertificateSort): CertificateItem[] {
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

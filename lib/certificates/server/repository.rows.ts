import 'server-only'
import { sql, type Expression, type RawBuilder, type Selectable, type SqlBool } from 'kysely'
import { columnBy, isAmong, type AccessPath } from '#lib/db/server/access-path.ts'
import { engineOf, type Database, type Engine } from '#lib/db/server/database.ts'
import type { CertificatesTable } from '#lib/db/server/tables.certificates.ts'
import type { OperationsTable } from '#lib/db/server/tables.ts'
import { certificateStatus, EXPIRING_WITHIN_MS, type CertificateStatus, type StatusFilter } from '../status.ts'
import { hasMatchingOperation } from './repository.matching.ts'

/** The columns of a list row. The PEM and the chain are left where they are: a page of 500 would carry megabytes. */
const listColumns = [
  'c.identifier',
  'c.serial_number',
  'c.common_name',
  'c.common_name_key',
  'c.subject',
  'c.sans',
  'c.type',
  'c.vendor_status',
  'c.not_before',
  'c.not_after',
  'c.ca_identifier',
  'c.algorithm',
  'c.key_size',
  'c.sign_algorithm',
  'c.md5',
  'c.sha256',
  'c.alias',
  'c.custom_identifier',
  'c.vendor_id',
  'c.resource_group_id',
  'c.sans_key',
  'c.organization_key',
  'c.unit_key',
  'c.locality_key',
  'c.state_key',
  'c.country_key',
  'c.revoke_time',
  'c.first_seen_at',
  'c.last_seen_at',
  'c.deleted_at',
  'a.common_name as ca_name',
  'o.id as open_operation_id',
  'o.kind as open_operation_kind',
  'o.state as open_operation_state',
] as const

const detailColumns = [
  'c.sha1',
  'c.public_key_sha256',
  'c.points_to_crl',
  'c.pem',
  'c.chain',
  'c.last_seen_pass',
  'c.live_read_at',
  'c.deleted_how',
  'a.crl_status as ca_crl_status',
  'a.crl_url as ca_crl_url',
] as const

/**
 * What SQLite has to be told. `kinds`: along the index that holds most of what lists are narrowed by. `numbers`: by these, which
 * are joined; for a condition beside them it might go along an index, and look for each entry among the numbers.
 */
export type CertificatesFrom = 'table' | 'kinds' | 'numbers'

const sources: Record<CertificatesFrom, RawBuilder<unknown>> = {
  table: sql.table('certificates'),
  kinds: sql.raw('(select * from certificates indexed by ix_certificates_kinds)'),
  numbers: sql.raw('(select * from certificates not indexed)'),
}

export function byNumbers(engine: Engine): CertificatesFrom {
  return engine === 'sqlite' ? 'numbers' : 'table'
}

export function certificatesFrom(from: CertificatesFrom) {
  return sources[from].$castTo<Selectable<CertificatesTable>>().as<'c'>(sql.ref('c'))
}

/** Certificates, each with the operation that is open on it (at most one: a unique partial index). */
export function withOpenOperation(db: Database, from: CertificatesFrom = 'table') {
  const open = engineOf(db) === 'sqlite' ? operations : oneEach
  return db
    .selectFrom(certificatesFrom(from))
    .leftJoin(open.$castTo<Selectable<OperationsTable>>().as<'o'>(sql.ref('o')), (join) => join.on(isOpenOn()))
}

/** Literal, so that the partial index of the open ones is used. */
export function isOpenOn(): Expression<SqlBool> {
  return sql<SqlBool>`o.identifier = c.identifier and o.state in ('pending', 'unknown', 'needs_human')`
}

const operations = sql.table('operations')

/** Grouped, so that PostgreSQL sees that there is one at most, and does not look for it where nothing is asked of it. */
const oneEach = sql`(
  select identifier, min(id) as id, min(kind) as kind, min(state) as state from operations
   where state in ('pending', 'unknown', 'needs_human') group by identifier)`

/** The same, each with its CA too. */
export function joined(db: Database, from: CertificatesFrom = 'table') {
  return withOpenOperation(db, from).leftJoin('authorities as a', 'a.identifier', 'c.ca_identifier')
}

export function selectListRows(db: Database, from: CertificatesFrom = 'table') {
  return joined(db, from).select(listColumns).select(hasMatchingOperation().as('has_matching_operation'))
}

export function selectDetailRows(db: Database) {
  return selectListRows(db).select(detailColumns)
}

export type CertificateListRow = Awaited<ReturnType<ReturnType<typeof selectListRows>['executeTakeFirstOrThrow']>>
export type CertificateRow = Awaited<ReturnType<ReturnType<typeof selectDetailRows>['executeTakeFirstOrThrow']>>

/** certificateStatus of status.ts, said in SQL over `withOpenOperation`. `now` is epoch ms. */
export function statusOf(now: number): Expression<CertificateStatus> {
  return sql<CertificateStatus>`case
    when c.deleted_at is not null then 'deleted'
    when o.state in ('unknown', 'needs_human') then 'unknown'
    when o.state = 'pending' or c.vendor_status = 'PENDING' then 'pending'
    when c.vendor_status = 'REVOKE' then 'revoked'
    when c.not_after < ${now} then 'expired'
    else 'valid' end`
}

/** The same of a row that was read. */
export function statusOfRow(row: CertificateListRow, now: number): CertificateStatus {
  return certificateStatus(
    {
      vendorStatus: row.vendor_status,
      notAfter: row.not_after,
      isDeleted: row.deleted_at !== null,
      openState: openStateOf(row.open_operation_state),
    },
    now,
  )
}

/** The join finds open operations only; the type does not know it. */
function openStateOf(state: CertificateListRow['open_operation_state']): 'pending' | 'unknown' | 'needs_human' | null {
  return state === 'pending' || state === 'unknown' || state === 'needs_human' ? state : null
}

/**
 * Whether a row is in one of the asked states. Beside the expression that decides, each state brings a condition that
 * it implies and that an index can answer: a rare state is then found without reading everything.
 */
export function statusIn(
  engine: Engine,
  filters: readonly StatusFilter[],
  now: number,
  access: AccessPath,
): Expression<SqlBool> {
  const column = (name: string) => columnBy(engine, access, name)
  const parts = filters.map((filter) =>
    filter === 'expiring'
      ? sql<SqlBool>`(${column('c.not_after')} between ${now} and ${now + EXPIRING_WITHIN_MS} and ${statusOf(now)} = 'valid')`
      : sql<SqlBool>`(${impliedBy(engine, filter, now, column)} and ${statusOf(now)} = ${filter})`,
  )
  return sql<SqlBool>`(${sql.join(parts, sql` or `)})`
}

function impliedBy(
  engine: Engine,
  status: CertificateStatus,
  now: number,
  column: (name: string) => Expression<unknown>,
): Expression<SqlBool> {
  const open = sql`select identifier from operations where state in ('pending', 'unknown', 'needs_human')`
  const isOpen = isAmong(engine, column('c.identifier'), open)
  const isHere = sql`${column('c.deleted_at')} is null`
  switch (status) {
    case 'deleted':
      // SQLite uses no index for `is not null`.
      return sql<SqlBool>`${column('c.deleted_at')} > 0`
    case 'unknown':
      return sql<SqlBool>`${isOpen}`
    case 'pending':
      return sql<SqlBool>`(${column('c.vendor_status')} = 'PENDING' or ${isOpen})`
    case 'revoked':
      return sql<SqlBool>`(${isHere} and ${column('c.vendor_status')} = 'REVOKE')`
    case 'expired':
      return sql<SqlBool>`${column('c.not_after')} < ${now}`
    case 'valid':
      return sql<SqlBool>`(${isHere} and ${column('c.vendor_status')} = 'ISSUE')`
  }
}

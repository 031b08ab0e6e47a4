import type { Database, Statement } from 'better-sqlite3'
import {
  fromColumns,
  type CertificateColumns,
  type CertificateStatus,
  type CertificateType,
  type StoredCertificate,
} from './certificate-row.ts'
import { ROWS_IN_A_BLOCK } from './schema.ts'

/** What a list is narrowed to; what is absent does not narrow. Times are epoch ms. */
export type ListFilter = {
  readonly authorityId?: number
  readonly type?: CertificateType
  readonly status?: CertificateStatus
  readonly modifiedFrom?: number
  readonly modifiedBefore?: number
}

/** A place in a list: behind this row. */
export type ListPlace = { readonly modifiedAt: number; readonly id: number }

export type CertificateLists = {
  readonly total: (filter?: ListFilter) => number
  /**
   * Newest first, latest change first where the time of the change narrows the list; `offset` from 0. Costs the same
   * on every page, unless the time of the change narrows it.
   */
  readonly page: (offset: number, limit: number, filter?: ListFilter) => StoredCertificate[]
  /** In the same order, behind `place`; costs the same everywhere. */
  readonly pageBehind: (place: ListPlace, limit: number, filter: ListFilter) => StoredCertificate[]
  readonly totalRevoked: () => number
  /** Latest revocation first. */
  readonly revokedPage: (offset: number, limit: number) => StoredCertificate[]
}

const everything: ListFilter = {}

export function certificateLists(database: Database): CertificateLists {
  const prepared = new Map<string, Statement>()
  const all = <Row>(text: string, values: readonly number[] | readonly (number | string)[]): Row[] => {
    const statement = prepared.get(text) ?? database.prepare(text)
    prepared.set(text, statement)
    return statement.all(...values) as Row[]
  }
  const rows = (text: string, values: readonly (number | string)[]) =>
    all<CertificateColumns>(`select * from certificates ${text}`, values).map(fromColumns)
  const sum = (text: string, values: readonly (number | string)[]) =>
    all<{ total: number }>(text, values)[0]?.total ?? 0

  const revokedPage = `where status = 'REVOKE' order by revoked_at desc, id desc limit ? offset ?`
  return {
    total: (filter = everything) => {
      const { text, values } = conditions(filter)
      return isByChange(filter)
        ? sum(`select count(*) as total from certificates where ${text}`, values)
        : sum(`select coalesce(sum(living), 0) as total from blocks where ${text}`, values)
    },
    page: (offset, limit, filter = everything) => {
      const { text, values } = conditions(filter)
      if (isByChange(filter)) {
        return rows(`where ${text} order by modified_at desc, id desc limit ? offset ?`, [...values, limit, offset])
      }
      const start = blockOf(
        all(`select block, sum(living) as living from blocks where ${text} group by block order by block desc`, values),
        offset,
      )
      if (start === null) return []
      const below = (start.block + 1) * ROWS_IN_A_BLOCK
      return rows(`where id < ? and ${text} order by id desc limit ? offset ?`, [below, ...values, limit, start.skip])
    },
    pageBehind: ({ modifiedAt, id }, limit, filter) => {
      const { text, values } = conditions(filter)
      return isByChange(filter)
        ? rows(`where (modified_at, id) < (?, ?) and ${text} order by modified_at desc, id desc limit ?`, [
            modifiedAt,
            id,
            ...values,
            limit,
          ])
        : rows(`where id < ? and ${text} order by id desc limit ?`, [id, ...values, limit])
    },
    totalRevoked: () => sum(`select coalesce(sum(living), 0) as total from blocks where status = 'REVOKE'`, []),
    revokedPage: (offset, limit) => rows(revokedPage, [limit, offset]),
  }
}

function isByChange({ modifiedFrom, modifiedBefore }: ListFilter): boolean {
  return modifiedFrom !== undefined || modifiedBefore !== undefined
}

/** The columns are named alike in `certificates` and in `blocks`. */
function conditions(filter: ListFilter): { text: string; values: (number | string)[] } {
  const { authorityId, type, status, modifiedFrom, modifiedBefore } = filter
  const given = [
    ['authority_id = ?', authorityId],
    ['type = ?', type],
    ['status = ?', status],
    ['modified_at >= ?', modifiedFrom],
    ['modified_at < ?', modifiedBefore],
  ] as const
  const present = given.flatMap(([text, value]) => (value === undefined ? [] : [{ text, value }]))
  return {
    text: ['true', ...present.map(({ text }) => text)].join(' and '),
    values: present.map(({ value }) => value),
  }
}

/** The block that holds the row at `offset`, and how many of its matching rows come before; null beyond the end. */
function blockOf(
  blocks: readonly { block: number; living: number }[],
  offset: number,
): { block: number; skip: number } | null {
  let skipped = 0
  for (const { block, living } of blocks) {
    if (skipped + living > offset) return { block, skip: offset - skipped }
    skipped += living
  }
  return null
}

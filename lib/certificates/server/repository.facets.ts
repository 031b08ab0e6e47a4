import 'server-only'
import { sql, type SqlBool } from 'kysely'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { columnBy } from '#lib/db/server/access-path.ts'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import type { CertificateFacets } from '../schema.ts'
import { facetBounds, facetsOf, type FacetCell } from './facet-cells.ts'
import { listNamedCas } from './repository.authorities.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { findEnd } from './repository.list.ts'
import { matchingPart } from './repository.matching.ts'
import { planCells, type CellsPlan, type CountPlan } from './repository.count-plan.ts'
import { foundAs, planList } from './repository.plan.ts'
import { replacedPart } from './repository.replacement.ts'
import { certificatesFrom, withOpenOperation } from './repository.rows.ts'

/**
 * Counts by status, type, CA, key and expiry. Each dimension counts under the filters of the others, so that a count says
 * what choosing it would show.
 */
export async function countFacets(
  db: Database,
  filter: CertificateConditions,
  now: number,
  few?: number,
): Promise<CertificateFacets> {
  const { status, type, ca, algorithm, expiresAfter, expiresBefore, expiresWithin, ...search } = filter
  const query = { status, type, ca, algorithm, expiresAfter, expiresBefore, expiresWithin, now }
  const bounds = facetBounds(query)
  const matching = await planCells(db, search, now, few)
  const names = new Map((await listNamedCas(db)).map(({ identifier, name }) => [identifier, name]))
  const cells = [
    ...(await countCells(db, matching, { bounds, names, isDeleted: false })),
    ...(await countCells(db, matching, { bounds, names, isDeleted: true })),
    ...(await openCells(db, matching, { bounds, names })),
  ]
  return {
    ...facetsOf(cells, query),
    flags: await countFlags(db, filter, now, few),
    validity: await spanOf(db, filter, now),
  }
}

/** Without the operation that is open on a row where nothing is asked of it: a million would be looked up. */
function matchingRows(db: Database, plan: CountPlan, { isOpenAsked = plan.conditions.length > 0 } = {}) {
  const rows = (isOpenAsked ? withOpenOperation(db, plan.from) : db.selectFrom(certificatesFrom(plan.from))).$if(
    plan.found !== null,
    (found) => found.innerJoin(foundAs(plan), 'found.number', 'c.number'),
  )
  return plan.conditions.reduce((found, condition) => found.where(condition), rows)
}

/** Tombstones and rows on which an operation is open are few beside those that hold a common text: these are not all found first. */
function ofFew(plan: CellsPlan): CountPlan {
  return plan.found === null ? { conditions: plan.told, found: null, from: 'table' } : plan
}

type Naming = { bounds: readonly number[]; names: ReadonlyMap<string, string | null> }

const kinds = ['c.vendor_status', 'c.type', 'c.ca_identifier', 'c.algorithm', 'c.key_size'] as const

/**
 * In the order of an index that holds all that is asked for (ix_certificates_kinds), so that a million rows are counted as
 * they come, without being sorted or even read.
 */
async function countCells(
  db: Database,
  matching: CellsPlan,
  { bounds, names, isDeleted }: Naming & { isDeleted: boolean },
): Promise<FacetCell[]> {
  const counted = [
    ...bounds.map((bound, index) => sql<number>`count(*) filter (where c.not_after < ${bound})`.as(endsBefore(index))),
    sql<number>`count(c.not_after)`.as(endsBefore(bounds.length)),
  ]
  const plan = isDeleted ? ofFew(matching) : matching
  // The index that brings what is asked for is not to be left for that of the tombstones.
  const isLed = plan.from === 'table' && !isDeleted
  const deletedAt = columnBy(engineOf(db), isLed ? 'rows' : 'index', 'c.deleted_at')
  const rows = await matchingRows(db, plan)
    .where(isDeleted ? sql<SqlBool>`${deletedAt} > 0` : sql<SqlBool>`${deletedAt} is null`)
    .select([...kinds, (eb) => eb.fn.countAll<number>().as('count'), ...counted])
    .groupBy(kinds)
    .execute()
  return rows.map((row) => ({
    status: isDeleted ? 'deleted' : standing[row.vendor_status],
    ...kindOf(row, names),
    count: row.count,
    endBefore: counted.map((_count, index) => row[endsBefore(index)] ?? 0),
  }))
}

function endsBefore(index: number): `ends_before_${number}` {
  return `ends_before_${index}`
}

const standing = { ISSUE: 'issued', REVOKE: 'revoked', PENDING: 'pending' } as const

type Kind = {
  type: FacetCell['type']
  ca_identifier: string
  algorithm: string
  key_size: number
}

function kindOf(row: Kind, names: ReadonlyMap<string, string | null>) {
  return {
    type: row.type,
    caIdentifier: row.ca_identifier,
    caName: names.get(row.ca_identifier) ?? null,
    algorithm: row.algorithm,
    keySize: row.key_size,
  }
}

/** The few on which an operation is open are counted by it: each once as what it is, once less as what it is not. */
async function openCells(db: Database, matching: CellsPlan, { bounds, names }: Naming): Promise<FacetCell[]> {
  const rows = await matchingRows(db, ofFew(matching), { isOpenAsked: true })
    .where(sql<SqlBool>`o.state in ('pending', 'unknown', 'needs_human')`)
    // Not by its index, which holds nearly all: by the few operations.
    .where(sql<SqlBool>`${columnBy(engineOf(db), 'rows', 'c.deleted_at')} is null`)
    .select([...kinds, 'c.not_after', sql<'pending' | 'unknown' | 'needs_human'>`o.state`.as('state')])
    .execute()
  return rows.flatMap((row) => {
    const { not_after: end, vendor_status: vendorStatus } = row
    const endBefore = [...bounds.map((bound) => (end !== null && end < bound ? 1 : 0)), end === null ? 0 : 1]
    const kind = kindOf(row, names)
    return [
      { status: row.state === 'pending' ? 'pending' : 'unknown', ...kind, count: 1, endBefore },
      { status: standing[vendorStatus], ...kind, count: -1, endBefore: endBefore.map((count) => -count) },
    ] satisfies FacetCell[]
  })
}

/** Of what matches altogether: a flag narrows it further. */
async function countFlags(
  db: Database,
  filter: CertificateConditions,
  now: number,
  few: number | undefined,
): Promise<CertificateFacets['flags']> {
  const isReplaced = replacedPart('some', now).holds('rows')
  const isUnmatched = matchingPart(engineOf(db), 'none').holds('rows')
  const { noCrl, noReplacement, noOperation } = await matchingRows(db, await planCells(db, filter, now, few))
    .select([
      sql<number>`count(*) filter (where c.points_to_crl = 0)`.as('noCrl'),
      sql<number>`count(*) filter (where (${isReplaced}) is not true)`.as('noReplacement'),
      sql<number>`count(*) filter (where ${isUnmatched})`.as('noOperation'),
    ])
    .executeTakeFirstOrThrow()
  return { noCrl, noReplacement, noOperation }
}

/** From the first notBefore to the last notAfter of what matches. */
async function spanOf(
  db: Database,
  filter: CertificateConditions,
  now: number,
): Promise<CertificateFacets['validity']> {
  const plan = await planList(db, filter, now)
  const from = rfc3339(await findEnd(db, { plan, sort: 'not_before', now }))
  const to = rfc3339(await findEnd(db, { plan, sort: '-not_after', now }))
  return from === null || to === null ? null : { from, to }
}

import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { canHold } from '../query/can-hold.ts'
import { termOf, withTerm } from '../query/top-terms.ts'
import type { CertificateStatus } from '../status.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import type { CountLimits } from './repository.count-plan.ts'
import { listRows, type PageQuery } from './repository.list.ts'
import { sortOf, statusesInOrder, type Place } from './repository.order.ts'
import { planList, type PlanLimits } from './repository.plan.ts'
import type { CertificateListRow } from './repository.rows.ts'
import { matchingOnce } from './repository.total.ts'

type Limits = PlanLimits & CountLimits

/** One page by keyset in any order, and one row more. `plan` is that of the conditions. */
export async function listInOrder(
  db: Database,
  conditions: CertificateConditions,
  query: PageQuery,
  limits?: Limits,
): Promise<CertificateListRow[]> {
  const isByStatus = query.sort === 'status' || query.sort === '-status'
  if (!isByStatus) return listRows(db, query)
  if (query.plan.sorted === 'index') return listByStatus(db, conditions, query, limits)
  // What is found first is sorted, by whatever it is; along an index there is nothing in this order.
  return listRows(db, { ...query, plan: { ...query.plan, near: null } })
}

/**
 * No index has a status in order: it changes with time, and with operations. So the list is one of each status behind
 * another, each planned for itself and in the order of names.
 */
async function listByStatus(
  db: Database,
  conditions: CertificateConditions,
  { sort, place, limit, now }: PageQuery,
  limits?: Limits,
): Promise<CertificateListRow[]> {
  const ascends = sortOf(sort, now).isAscending !== (place?.direction === 'previous')
  const statuses = ascends ? statusesInOrder : statusesInOrder.toReversed()
  const rows: CertificateListRow[] = []
  let from = place === null ? null : within(place)
  for (const status of from === null ? statuses : statuses.slice(statuses.indexOf(from.status))) {
    if (rows.length > limit) break
    if (isAskedFor(status, conditions)) {
      const ofStatus = narrowed(conditions, status)
      const plan = await planList(db, ofStatus, now, limits)
      const matching = matchingOnce(db, { plan, conditions: ofStatus, now }, limits)
      const order = {
        sort: ascends ? 'common_name' : '-common_name',
        place: from?.place ?? null,
        now,
        matching,
      } as const
      rows.push(...(await listRows(db, { plan, ...order, limit: limit - rows.length })))
    }
    from = null
  }
  return rows
}

/** The status that a place lies in (of a rank that somebody made up, any), and the place in its list, to be read on from. */
function within({ values: [rank, ...name], identifier }: Place): { status: CertificateStatus; place: Place } {
  const status = statusesInOrder[Number(rank)] ?? 'deleted'
  return { status, place: { direction: 'next', values: name, identifier } }
}

function narrowed(conditions: CertificateConditions, status: CertificateStatus): CertificateConditions {
  return { ...conditions, query: withTerm(conditions.query ?? null, termOf({ field: 'status', values: [status] })) }
}

/** Among very many rows it takes seconds to find that none is in two states at once. */
function isAskedFor(status: CertificateStatus, { status: asked, query }: CertificateConditions): boolean {
  const isAsked = asked === undefined || canHold(termOf({ field: 'status', values: asked }), status)
  return isAsked && (query === undefined || canHold(query, status))
}

import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'
import { auditConditionsOf, type AuditCondition, type AuditPageRequest } from '../filter.ts'
import { listAudit } from './list.ts'

/** Records are counted up to here; past it a hint says "more than". */
const COUNTED = 200

export type AuditRemoval = {
  readonly condition: AuditCondition
  readonly count: number
  readonly isLowerBound: boolean
}

/** Of a filter that finds nothing: the condition whose removal brings the most back. Null where no single one helps. */
export async function mostHelpfulRemoval(ctx: VerbContext, filter: AuditPageRequest): Promise<AuditRemoval | null> {
  let best: AuditRemoval | null = null
  for (const condition of auditConditionsOf(filter)) {
    const listed = await listAudit(ctx, { ...condition.without, limit: COUNTED })
    if (!listed.ok) continue
    const { items, nextCursor } = listed.value
    if (items.length > (best?.count ?? 0)) best = { condition, count: items.length, isLowerBound: nextCursor !== null }
  }
  return best
}

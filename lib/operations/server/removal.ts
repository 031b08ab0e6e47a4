import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'
import { conditionsOf, type OperationCondition } from '../filter.ts'
import type { OperationFilter } from '../operation.ts'
import { listOperations } from './list.ts'

/** Rows are counted up to here; past it a hint says "more than". */
const COUNTED = 200

export type Removal = {
  readonly condition: OperationCondition
  readonly count: number
  readonly isLowerBound: boolean
}

/** Of a filter that finds nothing: the condition whose removal brings the most rows back. Null where no single one helps. */
export async function mostHelpfulRemoval(ctx: VerbContext, filter: OperationFilter): Promise<Removal | null> {
  let best: Removal | null = null
  for (const condition of conditionsOf(filter)) {
    const listed = await listOperations(ctx, { ...condition.without, limit: COUNTED })
    if (!listed.ok) continue
    const { items, nextCursor } = listed.value
    if (items.length > (best?.count ?? 0)) best = { condition, count: items.length, isLowerBound: nextCursor !== null }
  }
  return best
}

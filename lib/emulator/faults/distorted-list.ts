import type { Result } from '#lib/core/result.ts'
import type { Body } from '../operations/define-operation.ts'
import type { Refusal } from '../protocol/refusal.ts'
import type { FaultKind } from './fault-plan.ts'

/** So many more records than there are, and therefore perhaps one page more. */
const EXTRA_TOTAL = 7

/** A list answer as a faulty service would give it; other kinds leave it alone. */
export function distortedList(
  kind: FaultKind,
  body: Body,
  member: string,
  readPage: (page: number) => Result<Body, Refusal>,
): Body {
  const { CurrentPage, ShowSize, TotalCount } = body
  if (typeof CurrentPage !== 'number' || typeof ShowSize !== 'number' || typeof TotalCount !== 'number') return body
  switch (kind) {
    case 'repeat_page': {
      const previous = readPage(CurrentPage - 1)
      return previous.ok ? { ...previous.value, CurrentPage } : body
    }
    case 'wrong_total': {
      const total = TotalCount + EXTRA_TOTAL
      return { ...body, TotalCount: total, PageCount: Math.ceil(total / ShowSize) }
    }
    case 'empty_page':
      return { ...body, [member]: [] }
    default:
      return body
  }
}

import { formatQuery } from './format.ts'
import type { QueryCondition, QueryNode } from './query.ts'
import { joined } from './joined.ts'

/** What AND joins at the top: each narrows by itself and can be taken away by itself. */
export function topTerms(node: QueryNode | null): readonly QueryNode[] {
  if (node === null) return []
  return node.kind === 'and' ? node.parts : [node]
}

/** A condition that nobody typed. */
export function termOf(condition: QueryCondition): QueryNode {
  return { kind: 'term', condition, span: { from: 0, to: 0 } }
}

export function notOf(part: QueryNode): QueryNode {
  return { kind: 'not', part, span: part.span }
}

/** The query narrowed by one more; what is there already is not said twice. */
export function withTerm(node: QueryNode | null, part: QueryNode): QueryNode {
  const parts = topTerms(node)
  const writing = formatQuery(part)
  if (node !== null && parts.some((one) => formatQuery(one) === writing)) return node
  return joined('and', [...parts, part]) ?? part
}

/** The query without the top term at `index`; null when it was the last. */
export function withoutTerm(node: QueryNode | null, index: number): QueryNode | null {
  return joined(
    'and',
    topTerms(node).filter((_, at) => at !== index),
  )
}

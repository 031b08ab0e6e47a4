import type { QueryNode } from './query.ts'

/** Parts side by side; one alone is itself, and one of the same kind gives its own. */
export function joined(kind: 'and' | 'or', parts: readonly QueryNode[]): QueryNode | null {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]))
  const [first] = parts
  const last = parts.at(-1)
  if (first === undefined || last === undefined || flat.length < 2) return flat[0] ?? null
  return { kind, parts: flat, span: { from: first.span.from, to: last.span.to } }
}

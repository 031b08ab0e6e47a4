import type { Span } from '#lib/certificates/query/query.ts'

/** The text with something else at a place; of the two blanks around what is left out one stays. */
export function repaired(text: string, { from, to }: Span, word: string): string {
  const before = text.slice(0, from)
  const behind = text.slice(to)
  if (word !== '') return before + word + behind
  return /\s$|^$/.test(before) ? before + behind.trimStart() : before + behind
}

import { err, ok, type Result } from '#lib/core/result.ts'
import { inventedRefusals, type Refusal } from '../protocol/refusal.ts'
import type { Pair } from '../protocol/url-encoded.ts'
import type { RawInput } from './define-operation.ts'

const MEMBER_OF_LIST = /^([A-Za-z]+)\.([1-9]\d{0,2})\.([A-Za-z]+)$/

/**
 * Query and form as one set of named values. `Tags.1.Key=…&Tags.1.Value=…` becomes the list `Tags`. A name given twice is
 * refused (which of the two was meant?); an empty value counts as not given.
 */
export function gatherParameters(pairs: readonly Pair[]): Result<RawInput, Refusal> {
  const single = new Map<string, string>()
  const lists = new Map<string, Map<number, Record<string, string>>>()
  const seen = new Set<string>()
  for (const [name, value] of pairs) {
    if (seen.has(name)) return err(inventedRefusals.repeatedParameter(name))
    seen.add(name)
    const [, list, position, member] = MEMBER_OF_LIST.exec(name) ?? []
    if (list !== undefined && member !== undefined) {
      const items = lists.get(list) ?? new Map<number, Record<string, string>>()
      lists.set(list, items.set(Number(position), { ...items.get(Number(position)), [member]: value }))
    } else if (value !== '') {
      single.set(name, value)
    }
  }
  const gathered = [...lists].map(([name, items]): [string, Record<string, string>[]] => [
    name,
    [...items].sort(([a], [b]) => a - b).map(([, item]) => item),
  ])
  const repeated = gathered.find(([name]) => single.has(name))
  if (repeated !== undefined) return err(inventedRefusals.repeatedParameter(repeated[0]))
  return ok(Object.fromEntries([...single, ...gathered]))
}

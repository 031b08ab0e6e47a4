import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { Reading } from './typed/reading.ts'
import type { Search } from './use-search.ts'

/**
 * What stands before the box: of the address all but the texts, while somebody types what stood there when that began.
 * `reading` is of the whole filter, null until it can be read.
 */
export function chipsOf(
  filter: CertificateFilter,
  { typed, conditions, isTyping }: Pick<Search, 'typed' | 'conditions' | 'isTyping'>,
  reading: Reading | null,
): { filter: CertificateFilter; typed: Reading['conditions'] } {
  if (typed === null || reading === null) return { filter, typed: [] }
  if (isTyping) return { filter, typed: typed.conditionsIn(conditions) }
  return { filter: reading.settled, typed: reading.conditions }
}

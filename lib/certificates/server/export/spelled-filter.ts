import 'server-only'
import type { TypedFilter } from '../understand-filter.ts'

/** The filter as it stands in the record and in the file: instants as RFC 3339, absent members absent. */
export function spelledFilter({ q, expiresAfter, expiresBefore, ...lists }: TypedFilter) {
  return {
    ...lists,
    ...(q !== undefined && q !== '' && { q }),
    ...(expiresAfter !== undefined && { expiresAfter: new Date(expiresAfter).toISOString() }),
    ...(expiresBefore !== undefined && { expiresBefore: new Date(expiresBefore).toISOString() }),
  }
}

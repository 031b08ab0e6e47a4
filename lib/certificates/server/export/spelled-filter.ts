import 'server-only'
import type { CertificateConditions } from '../repository.conditions.ts'

/** The filter as it stands in the record and in the file: instants as RFC 3339, absent members absent. */
export function spelledFilter({ q, expiresAfter, expiresBefore, ...lists }: CertificateConditions) {
  return {
    ...lists,
    ...(q !== undefined && q !== '' && { q }),
    ...(expiresAfter !== undefined && { expiresAfter: new Date(expiresAfter).toISOString() }),
    ...(expiresBefore !== undefined && { expiresBefore: new Date(expiresBefore).toISOString() }),
  }
}

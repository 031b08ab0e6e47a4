import type { LiveReadingFailure } from '#lib/certificates/schema.ts'
import { ApiError } from '#lib/http/problem.ts'

/**
 * Why the vendor's word is missing from a reading that the console answered with an error, because it holds nothing
 * itself. Null where the console gave no reading for a reason of its own.
 */
export function liveFailureIn(error: Error | null): LiveReadingFailure | null {
  if (!(error instanceof ApiError)) return null
  if (error.code === 'certificate_not_found') return { kind: 'absent', code: null, requestId: error.requestId }
  return error.code === 'certificate_unread' ? (error.members['liveFailure'] as LiveReadingFailure) : null
}

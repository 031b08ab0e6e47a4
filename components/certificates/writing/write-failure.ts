import type { ConfirmRefusal } from '#lib/certificates/server/confirm.ts'
import type { ActionError } from '#lib/http/transport-error.ts'

/** What the vendor or our own record says of an operation that changed nothing. */
export type EndedWithoutEffect =
  | {
      readonly code: 'cloud_refused'
      readonly operationId: string
      readonly requestId: string | null
      readonly httpStatus: number | null
      readonly cloudCode: string | null
      readonly cloudMessage: string | null
      readonly recommend: string | null
    }
  | { readonly code: 'not_sent'; readonly operationId: string; readonly cause: string | null }
  | { readonly code: 'not_done'; readonly operationId: string }

/** How confirming can end short of a receipt. Every code has its own sentence (failure-notice.tsx). */
export type WriteFailure =
  | ConfirmRefusal
  | ActionError
  | EndedWithoutEffect
  /** The page is older than the console: the action does not exist any more and did not run. */
  | { readonly code: 'console_updated' }
  /** The browser knows that it is connected to nothing: nothing left it. */
  | { readonly code: 'offline' }
  /** The answer was lost, and the console has no record: nothing was sent. */
  | { readonly code: 'never_recorded' }
  /** The answer was lost, and the console cannot be asked. */
  | { readonly code: 'no_word'; readonly operationId: string }
  /** The session ended while the outcome was awaited. */
  | { readonly code: 'session_ended'; readonly operationId: string }

/** What stopped an attempt before anybody looked for its operation: it says nothing of an earlier one of the same id. */
const unheard = new Set<WriteFailure['code']>([
  'unauthenticated',
  'forbidden',
  'password_change_required',
  'foreign_origin',
  'offline',
  'store_unavailable',
])

/**
 * What may be said of an intent after another attempt at it. Where an earlier one may still be under way, "nothing was
 * sent" would be true of the last request alone.
 */
export function saidAfter(earlier: WriteFailure | null, failure: WriteFailure, operationId: string): WriteFailure {
  if (earlier === null || !keepsIntent(earlier) || !unheard.has(failure.code)) return failure
  return { code: failure.code === 'unauthenticated' ? 'session_ended' : 'no_word', operationId }
}

/**
 * Whether the next attempt must carry the same operation id: wherever the first one may still be under way. The server
 * then finds that one instead of making a second call. Everywhere else a new intent gets a new id.
 */
export function keepsIntent({ code }: WriteFailure): boolean {
  return code === 'never_recorded' || code === 'no_word' || code === 'session_ended' || code === 'internal'
}

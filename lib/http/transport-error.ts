import type { StoreFailure } from '#lib/db/server/store-error.ts'
import type { AccessError } from '#lib/service/server/verb.ts'

/** How an action can end outside its verb. */
export type TransportError =
  /** The request did not come from a page of this console; nothing was done. */
  | { readonly code: 'foreign_origin' }
  /** The store does not give or take anything just now. */
  | { readonly code: 'store_unavailable'; readonly failure: StoreFailure; readonly correlationId: string }
  /** A bug, or infrastructure that was lost: the log holds the cause under this id. */
  | { readonly code: 'internal'; readonly correlationId: string }

/** Everything that any action can answer beside its own verb's failures. */
export type ActionError = AccessError | TransportError

/** Whether what ended so may have been done all the same: a connection can break while its COMMIT is under way. */
export function mayHaveHappened(error: { readonly code: string; readonly failure?: unknown }): boolean {
  return error.code === 'internal' || (error.code === 'store_unavailable' && error.failure === 'unreachable')
}

import { useQuery } from '@tanstack/react-query'
import { mirrorOptions } from '#lib/certificates/queries.ts'
import type { StoreFailure } from '#lib/db/server/store-error.ts'
import { ApiError } from '#lib/http/problem.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

/** Why nothing can be revoked or deleted just now, whatever the certificate. */
export type HeldOff = 'unreachable' | 'unwritable'

/** Why nothing can be recorded: what the console last said of its store, or that it has none to ask. */
export function storeFailureIn(sync: SyncStatus | null, error: Error | null): StoreFailure | null {
  if (error instanceof ApiError && error.code === 'store_unavailable') return error.storeFailure ?? 'unreachable'
  return sync?.unwritable ?? null
}

/** The store comes first: without a record nothing is sent, whether the vendor answers or not. */
export function heldOffBy(sync: SyncStatus | null, error: Error | null): HeldOff | null {
  if (storeFailureIn(sync, error) !== null) return 'unwritable'
  return sync === null || sync.unreachable === null ? null : 'unreachable'
}

/** The same for a page that shows no list, watched while it is open. */
export function useHeldOff(): HeldOff | null {
  const { data, error } = useQuery(mirrorOptions())
  return heldOffBy(data ?? null, error)
}

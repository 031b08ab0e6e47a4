import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Refuses `db` inside its own transaction. On SQLite such a query waits for the one connection that the
 * transaction holds, for ever; on PostgreSQL it reads another snapshot and can exhaust the pool. One exists per
 * opened store, so a transaction on one store may still use another.
 */
export type OwnTransactionGuard = {
  readonly inside: <T>(run: () => Promise<T>) => Promise<T>
  /** Throws when the caller is inside a transaction of this store. */
  readonly assertOutside: () => void
}

export function ownTransactionGuard(): OwnTransactionGuard {
  const open = new AsyncLocalStorage<{ isOpen: boolean }>()
  return {
    inside: async (run) => {
      // What was started inside and outlives the transaction (a timer, say) is outside again.
      const transaction = { isOpen: true }
      try {
        return await open.run(transaction, run)
      } finally {
        transaction.isOpen = false
      }
    },
    assertOutside: () => {
      if (open.getStore()?.isOpen !== true) return
      throw new Error('`db` was used inside its own transaction: pass `trx` on instead')
    },
  }
}

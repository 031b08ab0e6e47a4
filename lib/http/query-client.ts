import { defaultShouldDehydrateQuery, environmentManager, QueryClient } from '@tanstack/react-query'
import { ApiError } from './problem.ts'

const RETRIES = 2

/** A query client with the console's defaults. On the server make one per request; in the browser share one. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server has just rendered is not asked for again while the page hydrates.
        staleTime: 30_000,
        // Whether the browser thinks that it is online decides nothing. What it held back would be a look that fails
        // without a word, and a write that goes out when nobody expects it any more.
        networkMode: 'always',
        retry: (failures, cause) => failures < RETRIES && isWorthRetrying(cause),
      },
      // A write is never repeated by itself.
      mutations: { retry: 0, networkMode: 'always' },
      dehydrate: {
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
    },
  })
}

let ofBrowser: QueryClient | null = null

/** A fresh one on the server, where sharing would show one user's data to another; the page's one in the browser. */
export function queryClientForPage(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient()
  return (ofBrowser ??= makeQueryClient())
}

/** A refusal stays a refusal; silence and 5xx may pass. Who has waited in vain is told so before anybody waits again. */
function isWorthRetrying(cause: unknown): boolean {
  return cause instanceof ApiError && cause.code !== 'unanswered' && (cause.status === 0 || cause.status >= 500)
}

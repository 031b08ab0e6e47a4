import { ApiError, apiErrorOf } from './problem.ts'

/** Marks a request that a page makes by itself: it does not postpone the idle limit of the session. */
export const BACKGROUND_HEADER = 'x-rescind-background'

type FetchOptions = {
  readonly signal?: AbortSignal
  /** For polling. */
  readonly isBackground?: boolean
}

/** A look that is not answered by then has failed: what the page shows must not pass for current any longer. */
const LOOK_WITHIN_MS = 10_000

/**
 * GETs one of our own API's documents. Throws ApiError; an aborted request rejects with the signal's reason.
 * `Value` is what the API promises for that path: this is the border where its word is taken.
 */
export async function fetchJson<Value>(path: string, { signal, isBackground }: FetchOptions = {}): Promise<Value> {
  const response = await request(path, signal, isBackground ?? false)
  const body = await readJson(response)
  if (!response.ok) throw apiErrorOf(response.status, body)
  if (body === undefined) throw new ApiError({ code: 'not_json', status: response.status })
  return body as Value
}

async function request(path: string, signal: AbortSignal | undefined, isBackground: boolean): Promise<Response> {
  const ends = [...(signal ? [signal] : []), ...(isBackground ? [AbortSignal.timeout(LOOK_WITHIN_MS)] : [])]
  try {
    return await fetch(path, {
      headers: { accept: 'application/json', ...(isBackground && { [BACKGROUND_HEADER]: '1' }) },
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.any(ends),
    })
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw new ApiError({ code: 'unreachable', status: 0 })
  }
}

/** `undefined` for what is not JSON. */
async function readJson(response: Response): Promise<unknown> {
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return undefined
  return response.json().catch(() => undefined)
}

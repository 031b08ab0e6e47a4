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
/** What somebody waits for may include a slow reading at the vendor. */
const ANSWER_WITHIN_MS = 60_000

/**
 * GETs one of our own API's documents. Throws ApiError, `unanswered` after 10 s in the background and 60 s otherwise;
 * an aborted request rejects with the signal's reason. `Value` is what the API promises for that path: this is the
 * border where its word is taken.
 */
export async function fetchJson<Value>(
  path: string,
  { signal, isBackground = false }: FetchOptions = {},
): Promise<Value> {
  const patience = AbortSignal.timeout(isBackground ? LOOK_WITHIN_MS : ANSWER_WITHIN_MS)
  const ends = signal === undefined ? patience : AbortSignal.any([signal, patience])
  const { response, body } = await answerOf(path, ends, isBackground).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause
    throw new ApiError({ code: patience.aborted ? 'unanswered' : 'unreachable', status: 0 })
  })
  if (!response.ok) throw apiErrorOf(response.status, body)
  if (body === undefined) throw new ApiError({ code: 'not_json', status: response.status })
  return body as Value
}

async function answerOf(path: string, signal: AbortSignal, isBackground: boolean) {
  const response = await fetch(path, {
    headers: { accept: 'application/json', ...(isBackground && { [BACKGROUND_HEADER]: '1' }) },
    credentials: 'same-origin',
    redirect: 'error',
    signal,
  })
  return { response, body: await readJson(response, signal) }
}

/** `undefined` for what is not JSON. */
async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return undefined
  return response.json().catch((cause: unknown) => {
    if (signal.aborted) throw cause
    return undefined
  })
}

import 'server-only'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { digestOf } from '../store-failure.ts'

/** What the store throws out of `run` goes on as it is, with a digest by which an error page can say why. */
export async function withStoreDigest<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (cause) {
    const failure = storeFailureOf(cause)
    throw failure !== null && cause instanceof Error ? Object.assign(cause, { digest: digestOf(failure) }) : cause
  }
}

import type { CertificateList, WatchedMirror } from '#lib/certificates/schema.ts'
import { storeFailureIn } from '../held-off.ts'

/** Why nothing newer comes in, and from when the older part of the page is (epoch ms by the server's clock). */
export type Stale = { readonly error: Error; readonly at: number }

type Answer<Data> = { readonly data: Data | undefined; readonly error: Error | null }

/**
 * Whether what is on the page is no longer followed, because its questions fail. A store that gives nothing has a
 * notice of its own, and a list without rows says why in their place.
 */
export function staleBy(mirror: Answer<WatchedMirror | null>, list: Answer<CertificateList>): Stale | null {
  const error = mirror.error ?? list.error
  if (error === null || list.data === undefined || storeFailureIn(null, error) !== null) return null
  const answers = [list.data.answeredAt, ...(mirror.data ? [mirror.data.answeredAt] : [])]
  return { error, at: Math.min(...answers.map((at) => Date.parse(at))) }
}

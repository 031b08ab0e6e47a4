import type { CertificateList, WatchedMirror } from '#lib/certificates/schema.ts'
import { storeFailureIn } from '../held-off.ts'

/** Why nothing newer comes in, and when the older part of the page was answered (RFC 3339, the server's clock). */
export type Stale = { readonly error: Error; readonly answeredAt: string }

type Answer<Data> = { readonly data: Data | undefined; readonly error: Error | null }

/**
 * Whether what is on the page is no longer followed, because its questions fail. A mirror whose store gives
 * nothing has a notice of its own, and a list without rows says why in their place.
 */
export function staleBy(mirror: Answer<WatchedMirror | null>, list: Answer<CertificateList>): Stale | null {
  const error = mirror.error ?? list.error
  if (error === null || list.data === undefined || storeFailureIn(null, mirror.error) !== null) return null
  const ofRows = list.data.answeredAt
  const ofMirror = mirror.data?.answeredAt ?? ofRows
  return { error, answeredAt: Date.parse(ofMirror) < Date.parse(ofRows) ? ofMirror : ofRows }
}

import { issueCrl } from '#lib/pki/crl.ts'
import type { Store } from '../store/open-store.ts'
import type { StoredCrl } from '../store/revocation-table.ts'
import type { Issuer } from './issuers.ts'

const DAY_MS = 86_400_000

/**
 * The CRL of a CA as of now; null when it has none. It is made when somebody looks: anew, with the next number, when a
 * revocation or a withdrawal has become due, or when the stored one is a day old. Runs in the caller's transaction.
 */
export function currentCrl(store: Store, issuer: Issuer, now: number): StoredCrl | null {
  if (issuer.row.crlDays === null) return null
  const { id } = issuer.row
  const stored = store.revocations.crl(id)
  const isFresh = stored !== undefined && now - stored.thisUpdate < DAY_MS && now >= stored.thisUpdate
  if (isFresh && !store.revocations.crlIsStale(id, now)) return stored
  const number = (stored?.number ?? 0) + 1
  const thisUpdate = Math.floor(now / 1000) * 1000
  const nextUpdate = thisUpdate + issuer.row.crlDays * DAY_MS
  const entries = store.revocations.publish(id, now)
  const { der } = issueCrl(issuer.authority, { number, thisUpdate, nextUpdate, entries })
  const made = { number, thisUpdate, nextUpdate, der }
  store.revocations.storeCrl(id, made)
  return made
}

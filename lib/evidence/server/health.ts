import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { CrlHealth, CrlHealthState } from '../health.ts'
import { findCrls, listPoints, type CrlPointRow, type CrlRow } from './repository.crls.ts'

/** What was found at each address that is looked at. `now` is epoch ms. */
export async function listHealth(db: Database, now: number): Promise<CrlHealth[]> {
  const points = await listPoints(db)
  const crls = await findCrls(
    db,
    points.flatMap(({ crl_sha256 }) => (crl_sha256 === null ? [] : [crl_sha256])),
  )
  const bySha256 = new Map(crls.map((crl) => [crl.sha256, crl]))
  return points.map((point) => healthOf(point, bySha256.get(point.crl_sha256 ?? '') ?? null, now))
}

/** Of several addresses of a CA the worst counts: some certificates point there. */
export async function healthByAuthority(db: Database, now: number): Promise<Map<string, CrlHealth>> {
  const worst = new Map<string, CrlHealth>()
  for (const health of await listHealth(db, now)) {
    const held = worst.get(health.caIdentifier)
    if (held === undefined || gravity[health.state] > gravity[held.state]) worst.set(health.caIdentifier, health)
  }
  return worst
}

const gravity: Record<CrlHealthState, number> = { good: 0, unread: 1, unusable: 2, stale: 3 }

function healthOf(point: CrlPointRow, crl: CrlRow | null, now: number): CrlHealth {
  return {
    caIdentifier: point.ca_identifier,
    url: point.url,
    state: stateOf(point, crl, now),
    problem: point.outcome === 'read' ? null : point.outcome,
    triedAt: rfc3339(point.tried_at),
    readAt: rfc3339(point.read_at),
    crl:
      crl === null
        ? null
        : {
            sha256: crl.sha256,
            number: crl.number,
            thisUpdate: rfc3339(crl.this_update) ?? '',
            nextUpdate: rfc3339(crl.next_update),
            entries: crl.entries,
            size: crl.size,
            signatureAlgorithm: crl.signature_algorithm,
          },
  }
}

function stateOf(point: CrlPointRow, crl: CrlRow | null, now: number): CrlHealthState {
  if (point.outcome === null) return 'unread'
  if (crl !== null && crl.next_update !== null && crl.next_update < now) return 'stale'
  return point.outcome === 'read' ? 'good' : 'unusable'
}

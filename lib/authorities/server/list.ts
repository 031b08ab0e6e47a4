import 'server-only'
import { z } from 'zod'
import { countHeldByAuthority } from '#lib/certificates/server/mirror.ts'
import { ok } from '#lib/core/result.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { CrlHealth } from '#lib/evidence/health.ts'
import { healthByAuthority } from '#lib/evidence/server/health.ts'
import { verb } from '#lib/service/server/verb.ts'
import { publishesCrl } from '../publishes-crl.ts'
import type { Authority, AuthorityList } from '../schema.ts'
import { selectAuthorities, type AuthorityRow } from './repository.ts'

/** Every CA of the account as last read, from the mirror alone. */
export const listAuthorities = verb<Record<string, never>, AuthorityList>({
  name: 'list_authorities',
  permission: 'authorities.read',
  kind: 'read',
  input: z.strictObject({}),
  run: async ({ db, clock }) => {
    const rows = await selectAuthorities(db)
    const counts = await countHeldByAuthority(db)
    const health = await healthByAuthority(db, clock.now())
    const names = new Map(rows.map((row) => [row.identifier, row.common_name]))
    const items = inTreeOrder(rows).map((row) => authorityOf(row, { names, counts, health, now: clock.now() }))
    const oldest = rows.reduce<number | null>(
      (at, row) => (at === null ? row.read_at : Math.min(at, row.read_at)),
      null,
    )
    return ok({ items, asOf: rfc3339(oldest) })
  },
})

/** Each CA directly after its parent. One whose parent is unknown, or is itself, stands at the top. */
function inTreeOrder(rows: readonly AuthorityRow[]): AuthorityRow[] {
  const known = new Set(rows.map((row) => row.identifier))
  const placed = new Set<string>()
  const below = (row: AuthorityRow): AuthorityRow[] => {
    if (placed.has(row.identifier)) return []
    placed.add(row.identifier)
    return [row, ...rows.filter((child) => child.parent_identifier === row.identifier).flatMap(below)]
  }
  const isTop = (row: AuthorityRow) => row.parent_identifier === null || !known.has(row.parent_identifier)
  // A second time over all of them: a loop among parents has no top.
  return [...rows.filter(isTop), ...rows].flatMap(below)
}

type Known = {
  names: ReadonlyMap<string, string>
  counts: ReadonlyMap<string, number>
  health: ReadonlyMap<string, CrlHealth>
  now: number
}

function authorityOf(row: AuthorityRow, { names, counts, health, now }: Known): Authority {
  return {
    identifier: row.identifier,
    parentIdentifier: row.parent_identifier,
    parentName: row.parent_identifier === null ? null : (names.get(row.parent_identifier) ?? null),
    type: row.type,
    commonName: row.common_name,
    subject: row.subject,
    serialNumber: row.serial_number,
    vendorStatus: row.vendor_status,
    algorithm: row.algorithm,
    keySize: row.key_size,
    signAlgorithm: row.sign_algorithm,
    sha256: row.sha256,
    notBefore: rfc3339(row.not_before),
    notAfter: rfc3339(row.not_after),
    isExpired: row.not_after < now,
    pem: row.pem,
    crlStatus: row.crl_status,
    crlUrl: row.crl_url,
    crlDays: row.crl_days,
    publishesCrl: publishesCrl({ crlStatus: row.crl_status, crlUrl: row.crl_url }),
    crlHealth: health.get(row.identifier) ?? null,
    issuedCount: row.issued_count,
    totalCount: row.total_count,
    readAt: new Date(row.read_at).toISOString(),
    certificates: counts.get(row.identifier) ?? 0,
  }
}

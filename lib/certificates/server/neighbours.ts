import 'server-only'
import type { Neighbour, Neighbours, Succession } from '../preview.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { itemOf } from './item.ts'
import type { Neighbours as NeighbourRows } from './repository.ts'
import type { CertificateListRow } from './repository.rows.ts'
import type { SuccessionRows } from './repository.succession.ts'

/** Certificates beside one another as pages show them. `now` is epoch ms. */
export function neighboursOf({ rows, total }: NeighbourRows, now: number): Neighbours {
  return { total, items: rows.map((row) => neighbourOf(row, now)) }
}

/** Of each side at most `shown`, and whether there are more. */
export function successionOf({ later, earlier }: SuccessionRows, shown: number, now: number): Succession {
  const side = (rows: readonly CertificateListRow[]) => ({
    items: rows.slice(0, shown).map((row) => ({ ...neighbourOf(row, now), notBefore: rfc3339(row.not_before) })),
    hasMore: rows.length > shown,
  })
  return { later: side(later), earlier: side(earlier) }
}

function neighbourOf(row: CertificateListRow, now: number): Neighbour {
  const { identifier, commonName, serialNumber, status, notAfter } = itemOf(row, now)
  return { identifier, commonName, serialNumber, status, notAfter }
}

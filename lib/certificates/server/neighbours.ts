import 'server-only'
import type { Neighbours } from '../preview.ts'
import { itemOf } from './item.ts'
import type { Neighbours as NeighbourRows } from './repository.ts'

/** Certificates beside one another as pages show them. `now` is epoch ms. */
export function neighboursOf({ rows, total }: NeighbourRows, now: number): Neighbours {
  const items = rows.map((row) => {
    const { identifier, commonName, serialNumber, status, notAfter } = itemOf(row, now)
    return { identifier, commonName, serialNumber, status, notAfter }
  })
  return { total, items }
}

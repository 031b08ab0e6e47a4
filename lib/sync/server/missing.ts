import 'server-only'
import { z } from 'zod'

/** What stands in the column `missing` of a pass that asks: how many, and the first few by name. */
const missingColumn = z.object({
  count: z.int(),
  sample: z.array(z.object({ identifier: z.string(), serialNumber: z.string(), commonName: z.string() })),
})
export type Missing = z.infer<typeof missingColumn>

export function writeMissing(missing: Missing): string {
  return JSON.stringify(missing)
}

/** Null when the pass did not ask. */
export function readMissing(column: string): Missing | null {
  if (column === '') return null
  return missingColumn.safeParse(JSON.parse(column)).data ?? null
}

/**
 * How many certificates may vanish in one pass without anybody being asked: the larger of 20 and 1 % of what is held.
 * More than that looks like a wrong key or a wrong endpoint.
 */
export function mayVanish(held: number): number {
  return Math.max(20, Math.floor(held / 100))
}

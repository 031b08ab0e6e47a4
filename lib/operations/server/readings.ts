import 'server-only'
import type { Reading } from '../reading.ts'

/** Reads back the column `readings`: JSON that only the reconciler writes. */
export function readReadings(stored: string): Reading[] {
  return JSON.parse(stored) as Reading[]
}

/**
 * Epoch milliseconds as the HTTP surface writes time: RFC 3339, UTC, milliseconds. Null where there is no time, and
 * where the number is none that a date can hold (a certificate may claim any).
 */
export function rfc3339(epochMs: number | null): string | null {
  if (epochMs === null) return null
  const date = new Date(epochMs)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

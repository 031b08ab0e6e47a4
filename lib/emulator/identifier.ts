import type { RandomBytes } from '#lib/pki/serial-number.ts'

/** 100 ns steps between 1582-10-15, where UUID time begins, and 1970. */
const GREGORIAN_OFFSET = 122_192_928_000_000_000n

/**
 * An Identifier as the newer examples of the API show it: a time-ordered UUID (version 6) of the moment of issue.
 * Callers have to treat it as opaque.
 */
export function newIdentifier(issuedAt: number, randomBytes: RandomBytes): string {
  const ticks = BigInt(Math.trunc(issuedAt)) * 10_000n + GREGORIAN_OFFSET
  const time = ticks.toString(16).padStart(15, '0')
  const tail = Buffer.from(randomBytes(8))
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80
  const rest = tail.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-6${time.slice(12)}-${rest.slice(0, 4)}-${rest.slice(4)}`
}

/** An Identifier as the older examples show it: 32 hex digits. */
export function oldIdentifier(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(16)).toString('hex')
}

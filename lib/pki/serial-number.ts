import 'server-only'

/** `size` random bytes, such as node:crypto's randomBytes. */
export type RandomBytes = (size: number) => Uint8Array

/**
 * 18 random bytes as 36 lower-case hex digits, the length that the CAS API shows. The first byte is 0x01-0x7f, so that
 * the DER INTEGER is positive and as long as the text (RFC 5280 4.1.2.2 wants it positive and at most 20 bytes).
 */
export function newSerialNumber(randomBytes: RandomBytes): string {
  const bytes = Buffer.from(randomBytes(18))
  bytes[0] = ((bytes[0] ?? 0) % 0x7f) + 1
  return bytes.toString('hex')
}

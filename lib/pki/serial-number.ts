import 'server-only'

/** `size` random bytes, such as node:crypto's randomBytes. */
export type RandomBytes = (size: number) => Uint8Array

/** 18 random bytes as 36 lower-case hex digits; the first byte is 0x01-0x7f. */
export function newSerialNumber(_randomBytes: RandomBytes): string {
  throw new Error('not yet')
}

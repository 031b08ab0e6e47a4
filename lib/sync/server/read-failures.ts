import 'server-only'
import type { ReadFailure } from '#lib/cloud/server/port.ts'

// What a failed reading is about: the store, the vendor as a whole, or one thing that was asked for.

/** The vendor was not even asked: nothing is to be said of it. */
export function isOfStore({ kind }: ReadFailure): boolean {
  return kind.startsWith('store_')
}

/** Nothing at all can be read. */
export function isOfVendor({ kind }: ReadFailure): boolean {
  return kind === 'unreachable' || kind === 'no_credentials' || kind === 'clock_off'
}

/** This certificate cannot be read; the next one may be. */
export function isOfOneCertificate({ kind }: ReadFailure): boolean {
  return kind === 'refused' || kind === 'malformed'
}

/** The list of certificates may be readable all the same. */
export function isOnlyDenied({ kind }: ReadFailure): boolean {
  return kind === 'forbidden' || kind === 'refused' || kind === 'malformed' || kind === 'not_found'
}

import type { WritePreview } from '#lib/certificates/preview.ts'

export type Change =
  | { readonly field: 'status'; readonly before: string; readonly after: string }
  | { readonly field: 'serial'; readonly before: string; readonly after: string }
  | { readonly field: 'expiry'; readonly before: string; readonly after: string }
  /** Another content under the same status, serial and expiry: the fingerprint differs. */
  | { readonly field: 'hidden' }

/** What differs between the reading that was shown and the one that took its place, in words that an operator can check. */
export function changesBetween(before: WritePreview, after: WritePreview): Change[] {
  const changes: Change[] = []
  if (before.vendorStatus !== after.vendorStatus) {
    changes.push({ field: 'status', before: before.vendorStatus, after: after.vendorStatus })
  }
  if (before.certificate.serialNumber !== after.certificate.serialNumber) {
    changes.push({ field: 'serial', before: before.certificate.serialNumber, after: after.certificate.serialNumber })
  }
  const ends = [before.certificate.notAfter ?? '–', after.certificate.notAfter ?? '–'] as const
  if (ends[0] !== ends[1]) changes.push({ field: 'expiry', before: ends[0], after: ends[1] })
  if (changes.length === 0 && before.shown !== after.shown) changes.push({ field: 'hidden' })
  return changes
}

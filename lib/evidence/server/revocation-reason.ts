import 'server-only'

/** CRLReason by its code (RFC 5280, 5.3.1); 7 is not used. */
const reasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  null,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const

export type RevocationReason = NonNullable<(typeof reasons)[number]>

/** Null for a code that RFC 5280 does not know. */
export function reasonOf(code: number): RevocationReason | null {
  return reasons[code] ?? null
}

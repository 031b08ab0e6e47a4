/**
 * Why a certificate is revoked, by its RFC 5280 (5.3.1) name. Four are not offered: certificateHold and
 * removeFromCRL need an undo that the API does not have; cACompromise and aACompromise are about authorities.
 * The reason stays with us: CreateRevokeClientCertificate takes only an Identifier.
 */
export const revocationReasons = [
  'keyCompromise',
  'superseded',
  'cessationOfOperation',
  'affiliationChanged',
  'privilegeWithdrawn',
  'unspecified',
] as const
export type RevocationReason = (typeof revocationReasons)[number]

/** The code that a CRL entry would carry (RFC 5280, 5.3.1). */
export const reasonCodes: Record<RevocationReason, number> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
}

export const deletionReasons = ['no_longer_needed', 'issued_in_error', 'data_removal', 'other'] as const

import type { OperationKind } from '#lib/operations/state.ts'

export type RefusalMeaning = 'forbidden' | 'throttled' | 'not_found' | 'clock' | 'key' | 'other'

/**
 * What a refusal of the vendor means for whoever reads it. Only codes that the vendor documents are told apart; there
 * is none for "already revoked" and its like, so the certificate is read again and its state decides, not the name.
 */
export function refusalMeaning({
  cloudCode,
  httpStatus,
}: {
  cloudCode: string | null
  httpStatus: number | null
}): RefusalMeaning {
  const code = cloudCode ?? ''
  if (code.includes('Throttling')) return 'throttled'
  if (code === 'NotFound') return 'not_found'
  if (code.startsWith('InvalidTimeStamp')) return 'clock'
  if (/^(InvalidAccessKeyId|InvalidSecurityToken|SignatureDoesNotMatch|IncompleteSignature)/.test(code)) return 'key'
  // NoPermission, Forbidden, Forbidden.RAM: which of them this service sends is not documented.
  return httpStatus === 403 ? 'forbidden' : 'other'
}

/** The RAM action that a write needs. */
export const ramActions: Record<OperationKind, string> = {
  revoke: 'yundun-cert:CreateRevokeClientCertificate',
  delete: 'yundun-cert:DeleteClientCertificate',
}

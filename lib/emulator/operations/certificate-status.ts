import type { StoredCertificate } from '../store/certificate-row.ts'
import type { Body } from './define-operation.ts'

/**
 * The OCSP-like status of one certificate. RevokeTime is a number: epoch ms, and 0 while not revoked, as the vendor's
 * sample has it. What is not there, or not issued yet, is `unknown`.
 */
export function certificateStatus(serialNumber: string, certificate: StoredCertificate | undefined): Body {
  return {
    SerialNumber: certificate?.serialNumber ?? serialNumber,
    Status: statusOf(certificate),
    RevokeTime: certificate?.revokedAt ?? 0,
  }
}

function statusOf(certificate: StoredCertificate | undefined): 'good' | 'revoked' | 'unknown' {
  switch (certificate?.status) {
    case 'ISSUE':
      return 'good'
    case 'REVOKE':
      return 'revoked'
    case 'PENDING':
    case undefined:
      return 'unknown'
  }
}

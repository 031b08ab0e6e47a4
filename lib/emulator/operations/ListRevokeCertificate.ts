import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import type { StoredCertificate } from '../store/certificate-row.ts'
import { bytesFields, identityFields, minuteText, sansWithTrailingComma } from './certificate-fields.ts'
import { defineOperation, type Body, type CallContext } from './define-operation.ts'
import { offsetOf, pageFacts, paging } from './parameters.ts'

/** Revoked certificates that have not been deleted, latest first. Dates are text here, of minute precision. */
export const operation = defineOperation({
  name: 'ListRevokeCertificate',
  changesState: false,
  listMember: 'CertificateList',
  input: z.strictObject(paging()),
  handle: (context, input) => {
    const { certificates } = context.store
    const rows = certificates.revokedPage(offsetOf(input), input.ShowSize)
    return ok({
      CertificateList: rows.map((row) => revokedCertificate(context, row)),
      ...pageFacts(input, certificates.totalRevoked()),
    })
  },
})

function revokedCertificate(context: CallContext, certificate: StoredCertificate): Body {
  const { Md5 = '', Sha2 = '' } = bytesFields(context, certificate)
  return {
    ...identityFields(context, certificate),
    Sans: sansWithTrailingComma(certificate.sans),
    // The vendor's own example of this list shows ISSUE beside a RevokeDate.
    Status: 'ISSUE',
    RevokeDate: minuteText(certificate.revokedAt ?? context.now),
    BeforeDate: minuteText(certificate.notBefore),
    AfterDate: minuteText(certificate.notAfter),
    Md5,
    Sha2,
  }
}

import { z } from 'zod'
import { namesOfDomain } from './alternative-names.ts'
import { defineOperation } from './define-operation.ts'
import { issueInput, issueWithCsr } from './issue-with-csr.ts'

const longText = z.string('one value is expected').max(8192, 'at most 8,192 characters are expected')

/** Issues a server certificate for the key in a CSR; `Domain` holds its DNS names and IP addresses. */
export const operation = defineOperation({
  name: 'CreateServerCertificateWithCsr',
  changesState: true,
  input: z.strictObject({ ...issueInput, Domain: longText.optional() }),
  handle: (context, { Domain, ...input }) => {
    const names = namesOfDomain(Domain)
    return names.ok ? issueWithCsr(context, input, 'SERVER', names.value) : names
  },
})

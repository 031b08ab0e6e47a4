import { z } from 'zod'
import { namesOfSan } from './alternative-names.ts'
import { defineOperation } from './define-operation.ts'
import { issueInput, issueWithCsr } from './issue-with-csr.ts'
import { integer } from './parameters.ts'

const longText = z.string('one value is expected').max(8192, 'at most 8,192 characters are expected')

/** Issues a client certificate for the key in a CSR. ParentIdentifier is optional in the vendor's SDK, mandatory here. */
export const operation = defineOperation({
  name: 'CreateClientCertificateWithCsr',
  changesState: true,
  input: z.strictObject({ ...issueInput, SanType: integer(0, 8).optional(), SanValue: longText.optional() }),
  handle: (context, { SanType, SanValue, ...input }) => {
    const names = namesOfSan(SanType, SanValue)
    return names.ok ? issueWithCsr(context, input, 'CLIENT', names.value) : names
  },
})

import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import { listedCertificate } from './certificate-fields.ts'
import { defineOperation } from './define-operation.ts'
import { identifier, offsetOf, pageFacts, paging, text } from './parameters.ts'

/**
 * All certificates of the account, newest first (the vendor documents no order), without chain, revocation time, tags.
 * The account has one resource group; another one's list is empty.
 */
export const operation = defineOperation({
  name: 'ListClientCertificate',
  changesState: false,
  listMember: 'CertificateList',
  input: z.strictObject({ ...paging(), Identifier: identifier.optional(), ResourceGroupId: text.optional() }),
  handle: (context, input) => {
    const { certificates } = context.store
    const one = input.Identifier === undefined ? undefined : certificates.find(input.Identifier)
    const matching = input.Identifier === undefined ? null : one === undefined ? [] : [one]
    const isOtherGroup = input.ResourceGroupId !== undefined && input.ResourceGroupId !== RESOURCE_GROUP
    const total = isOtherGroup ? 0 : (matching?.length ?? certificates.total())
    const from = offsetOf(input)
    const rows =
      total === 0 ? [] : (matching?.slice(from, from + input.ShowSize) ?? certificates.page(from, input.ShowSize))
    return ok({
      CertificateList: rows.map((row) => listedCertificate(context, row)),
      ...pageFacts(input, total),
      MaxResults: input.ShowSize,
    })
  },
})

const RESOURCE_GROUP = 'rg-emulator'

import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import type { Issuer } from '../authority/issuers.ts'
import { authorityFields } from './authority-fields.ts'
import { defineOperation } from './define-operation.ts'
import { identifier, offsetOf, pageFacts, paging, text } from './parameters.ts'

const input = z.strictObject({
  ...paging(),
  Identifier: identifier.optional(),
  CertType: z.enum(['root', 'subRoot', 'externalCa'], 'root, subRoot or externalCa is expected').optional(),
  CaStatus: z.enum(['issue', 'forbidden', 'revoke'], 'issue, forbidden or revoke is expected').optional(),
  ValidStatus: z.enum(['valid', 'notValid'], 'valid or notValid is expected').optional(),
  IssuerType: z.enum(['local', 'iTrusChina', 'external'], 'local, iTrusChina or external is expected').optional(),
  ResourceGroupId: text.optional(),
})

/** The CAs, root first, without CRL fields, counts and chain. All of ours are local and issuing. */
export const operation = defineOperation({
  name: 'DescribeCACertificateList',
  changesState: false,
  listMember: 'CertificateList',
  input,
  handle: ({ issuers, now }, filter) => {
    const matching = issuers.all.filter((issuer) => matches(issuer, filter, now))
    const from = offsetOf(filter)
    return ok({
      CertificateList: matching.slice(from, from + filter.ShowSize).map((issuer) => ({
        ...authorityFields(issuer),
        Alias: issuer.authority.subject.commonName,
        Gift: 0,
        Trial: 0,
      })),
      ...pageFacts(filter, matching.length),
    })
  },
})

function matches(issuer: Issuer, filter: z.infer<typeof input>, now: number): boolean {
  const validStatus = issuer.facts.notBefore <= now && now <= issuer.facts.notAfter ? 'valid' : 'notValid'
  return (
    (filter.Identifier ?? issuer.row.identifier) === issuer.row.identifier &&
    (filter.CertType ?? typeOf(issuer)) === typeOf(issuer) &&
    (filter.CaStatus ?? 'issue') === 'issue' &&
    (filter.ValidStatus ?? validStatus) === validStatus &&
    (filter.IssuerType ?? 'local') === 'local' &&
    (filter.ResourceGroupId ?? 'rg-emulator') === 'rg-emulator'
  )
}

function typeOf({ parent }: Issuer): 'root' | 'subRoot' {
  return parent === null ? 'root' : 'subRoot'
}

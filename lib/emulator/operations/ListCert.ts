import { z } from 'zod'
import { err, ok } from '#lib/core/result.ts'
import { distinguishedNameText } from '#lib/pki/distinguished-name.ts'
import { subjectOf } from '../authority/signed-certificate.ts'
import { refusals } from '../protocol/refusal.ts'
import type { ListFilter } from '../store/certificate-lists.ts'
import type { StoredCertificate } from '../store/certificate-row.ts'
import { present } from './certificate-fields.ts'
import { defineOperation, type Body, type CallContext } from './define-operation.ts'
import { moment, momentText } from './moment.ts'
import { placeOf, tokenOf } from './next-token.ts'
import { identifier, offsetOf, pageFacts, pageNumber, pageSize } from './parameters.ts'

const DEFAULT_SIZE = 50

const input = z.strictObject({
  InstanceUuid: identifier.optional(),
  ParentIdentifier: identifier.optional(),
  Status: z.enum(['ISSUE', 'REVOKE'], 'ISSUE or REVOKE is expected').optional(),
  Type: z.enum(['SERVER', 'CLIENT', 'END_ENTITY'], 'SERVER, CLIENT or END_ENTITY is expected').optional(),
  BeforeDate: moment.optional(),
  AfterDate: moment.optional(),
  CurrentPage: pageNumber.optional(),
  ShowSize: pageSize.optional(),
  MaxResults: pageSize.optional(),
  NextToken: z.string('one value is expected').max(256, 'at most 256 characters are expected').optional(),
})
type Input = z.infer<typeof input>

/**
 * Certificates by CA, status, type and time of their last change, without PEM, alternative names and fingerprints, so
 * that nothing is signed. By page number or by token; README.md lists what of it is a guess.
 */
export const operation = defineOperation({
  name: 'ListCert',
  changesState: false,
  listMember: 'List',
  input,
  handle: (context, asked) => {
    const { certificates } = context.store
    const size = (isByToken(asked) ? asked.MaxResults : asked.ShowSize) ?? DEFAULT_SIZE
    const paging = { CurrentPage: asked.CurrentPage ?? 1, ShowSize: size }
    const filter = filterOf(context, asked)
    if (filter === null) return ok(answerOf(paging, 0, [], null))
    const place = asked.NextToken === undefined ? null : placeOf(asked.NextToken, filter)
    if (asked.NextToken !== undefined && (place === null || asked.CurrentPage !== undefined)) {
      return err(refusals.invalid('NextToken', 'a token of the answer before, with the same filter and no page'))
    }
    // One row more tells whether there is a page behind this one.
    const rows =
      place === null
        ? certificates.page(offsetOf(paging), size + 1, filter)
        : certificates.pageBehind(place, size + 1, filter)
    const shown = rows.slice(0, size)
    const last = rows.length > size ? shown.at(-1) : undefined
    const token = last === undefined ? null : tokenOf(last, filter)
    return ok(answerOf(paging, certificates.total(filter), shown.map(summaryOf), token))
  },
})

function isByToken({ CurrentPage, ShowSize, MaxResults, NextToken }: Input): boolean {
  return NextToken !== undefined || (MaxResults !== undefined && CurrentPage === undefined && ShowSize === undefined)
}

/** Null: nothing can match. */
function filterOf({ issuers }: CallContext, asked: Input): ListFilter | null {
  const authorities = [asked.InstanceUuid, asked.ParentIdentifier].flatMap((one) =>
    one === undefined ? [] : [issuers.byIdentifier(one)?.row.id ?? null],
  )
  const [authorityId] = authorities
  if (authorityId === null || authorities.some((id) => id !== authorityId)) return null
  return {
    ...(authorityId === undefined ? {} : { authorityId }),
    ...(asked.Status === undefined ? {} : { status: asked.Status }),
    ...(asked.Type === undefined || asked.Type === 'END_ENTITY' ? {} : { type: asked.Type }),
    ...(asked.AfterDate === undefined ? {} : { modifiedFrom: asked.AfterDate }),
    ...(asked.BeforeDate === undefined ? {} : { modifiedBefore: asked.BeforeDate }),
  }
}

function answerOf(
  paging: { CurrentPage: number; ShowSize: number },
  total: number,
  List: readonly Body[],
  token: string | null,
): Body {
  return { List, ...pageFacts(paging, total), MaxResults: paging.ShowSize, ...present('NextToken', token) }
}

function summaryOf(certificate: StoredCertificate): Body {
  return {
    Id: certificate.id,
    Identifier: certificate.identifier,
    CommonName: certificate.commonName,
    SubjectDn: distinguishedNameText(subjectOf(certificate)),
    SerialNumber: certificate.serialNumber,
    Status: certificate.status,
    CertificateType: certificate.type,
    Algorithm: certificate.algorithm,
    ...present('AliasName', certificate.alias),
    ...present('Organization', certificate.organization),
    ...present('OrganizationUnit', certificate.organizationUnit),
    BeforeDate: momentText(certificate.notBefore),
    AfterDate: momentText(certificate.notAfter),
    BeforeTime: certificate.notBefore,
    AfterTime: certificate.notAfter,
    ...present('CustomIdentifier', certificate.customIdentifier),
    Extra: '{}',
    // The keys of issued ones stay with whoever made the CSR; nobody holds those of the others.
    KeyExportable: false,
    Tags: certificate.tags.map(({ key, value }) => `${key}:${value}`),
  }
}

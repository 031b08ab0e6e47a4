import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import { parseCsr, type CertificateSigningRequest } from '#lib/pki/csr.ts'
import {
  distinguishedNameFault,
  type DistinguishedName,
  type DistinguishedNameFault,
} from '#lib/pki/distinguished-name.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import type { SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'
import { chainOf, type Issuer } from '../authority/issuers.ts'
import { signedCertificate } from '../authority/signed-certificate.ts'
import { newIdentifier } from '../identifier.ts'
import { inventedRefusals, refusals, type Refusal } from '../protocol/refusal.ts'
import type { CertificateRecord, CertificateType, StoredCertificate } from '../store/certificate-row.ts'
import type { Body, CallContext } from './define-operation.ts'
import { bit, boolean, identifier, integer, text } from './parameters.ts'
import { validityOf, type Validity } from './validity.ts'

/** Parameters that both operations with a CSR share. */
export const issueInput = {
  Csr: z.string('one value is expected').max(24_576, 'at most 24,576 characters are expected'),
  ParentIdentifier: identifier,
  CommonName: text.optional(),
  Organization: text.default('Alibaba Inc.'),
  OrganizationUnit: text.default('Aliyun CDN'),
  Country: text.default('CN'),
  State: text.optional(),
  Locality: text.optional(),
  Algorithm: text.optional(),
  Days: integer(1, 36_500).optional(),
  BeforeTime: integer(0, 253_402_300_799).optional(),
  AfterTime: integer(0, 253_402_300_799).optional(),
  Months: integer(1, 1_200).optional(),
  Years: integer(1, 100).optional(),
  Immediately: integer(0, 2).default(0),
  EnableCrl: bit.default(false),
  AsynchronousFlag: boolean.default(false),
  CustomIdentifier: text.optional(),
  ResourceGroupId: text.default('rg-emulator'),
  Tags: z
    .array(
      z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(128).default('') }),
      'Tags.N.Key and Tags.N.Value are expected',
    )
    .max(20)
    .default([]),
}

export type IssueInput = z.infer<z.ZodObject<typeof issueInput>>

/** How long a queued certificate stays PENDING. */
const QUEUE_MS = 2000

/**
 * Issues for a CSR whose signature holds. The CommonName is the CSR's; alternative names are the parameters', else the
 * CSR's. With AsynchronousFlag the record is PENDING for two seconds, across a restart too.
 */
export function issueWithCsr(
  context: CallContext,
  input: IssueInput,
  type: CertificateType,
  names: readonly SubjectAlternativeName[],
): Result<Body, Refusal> {
  const { store, issuers, now } = context
  const issuer = issuers.byIdentifier(input.ParentIdentifier)
  if (issuer === undefined) return err(refusals.notFound)
  const csr = parseCsr(input.Csr)
  if (!csr.ok) return err(refusals.invalid('Csr', csr.error.detail))
  const validity = validityOf(input, now)
  if (!validity.ok) return validity
  const subject = subjectFor(input, csr.value, issuer)
  if (!subject.ok) return subject
  const obstacle = obstacleTo(context, input, issuer, csr.value, validity.value)
  if (obstacle !== null) return err(obstacle)
  const sans = names.length > 0 ? names : csr.value.subjectAlternativeNames
  const record = recordOf({
    input,
    type,
    issuer,
    csr: csr.value,
    validity: validity.value,
    subject: subject.value,
    sans,
    now,
  })
  const id = store.certificates.insert(record)
  store.certificates.storeBytes(id, { spki: csr.value.spkiDer, der: null })
  store.authorities.addIssued(issuer.row.id, 1)
  return ok(answerOf(context, input, issuer, { ...record, id }))
}

function answerOf(context: CallContext, input: IssueInput, issuer: Issuer, certificate: StoredCertificate): Body {
  const ids = { Identifier: certificate.identifier, SerialNumber: certificate.serialNumber }
  if (certificate.status === 'PENDING') return ids
  const { pem } = signedCertificate(context, certificate)
  return {
    ...ids,
    ...(input.Immediately >= 1 ? { X509Certificate: pem } : {}),
    ...(input.Immediately === 2 ? { CertificateChain: chainOf(issuer) } : {}),
  }
}

function obstacleTo(
  { store }: CallContext,
  input: IssueInput,
  issuer: Issuer,
  csr: CertificateSigningRequest,
  validity: Validity,
): Refusal | null {
  if (issuer.parent === null) return inventedRefusals.notAnIssuer
  if (csr.publicKey.algorithm !== issuer.authority.algorithm) return inventedRefusals.algorithmMismatch
  if (input.Algorithm !== undefined && input.Algorithm !== csr.publicKey.fullAlgorithm) {
    return refusals.invalid('Algorithm', `the key in the Csr is ${csr.publicKey.fullAlgorithm}.`)
  }
  if (validity.notAfter > issuer.facts.notAfter || validity.notBefore < issuer.facts.notBefore) {
    return inventedRefusals.outlivesAuthority
  }
  if (input.EnableCrl && issuer.row.crlDays === null) return inventedRefusals.crlNotOffered
  if (store.authorities.issuedCount(issuer.row.id) >= issuer.row.totalCount) return inventedRefusals.quotaUsedUp
  const isTaken = input.CustomIdentifier !== undefined && store.certificates.hasCustomIdentifier(input.CustomIdentifier)
  return isTaken ? inventedRefusals.customIdentifierTaken : null
}

function subjectFor(
  input: IssueInput,
  csr: CertificateSigningRequest,
  issuer: Issuer,
): Result<DistinguishedName, Refusal> {
  const commonName = csr.subject.commonName ?? input.CommonName
  if (commonName === undefined) return err(refusals.missing('CommonName'))
  const locality = input.Locality ?? issuer.authority.subject.locality
  const state = input.State ?? issuer.authority.subject.state
  const subject: DistinguishedName = {
    country: input.Country,
    organization: input.Organization,
    organizationUnit: input.OrganizationUnit,
    ...(locality === undefined ? {} : { locality }),
    ...(state === undefined ? {} : { state }),
    commonName,
  }
  const fault = distinguishedNameFault(subject)
  return fault === null
    ? ok(subject)
    : err(refusals.invalid(parameterOf[fault.attribute], fault.fault.replaceAll('_', ' ')))
}

const parameterOf: Record<DistinguishedNameFault['attribute'], string> = {
  country: 'Country',
  organization: 'Organization',
  organizationUnit: 'OrganizationUnit',
  locality: 'Locality',
  state: 'State',
  commonName: 'CommonName',
}

function recordOf(parts: {
  input: IssueInput
  type: CertificateType
  issuer: Issuer
  csr: CertificateSigningRequest
  validity: Validity
  subject: DistinguishedName
  sans: readonly SubjectAlternativeName[]
  now: number
}): CertificateRecord {
  const { input, type, issuer, csr, validity, subject, sans, now } = parts
  return {
    identifier: newIdentifier(now, randomBytes),
    serialNumber: newSerialNumber(randomBytes),
    authorityId: issuer.row.id,
    type,
    status: input.AsynchronousFlag ? 'PENDING' : 'ISSUE',
    commonName: subject.commonName,
    organization: subject.organization ?? null,
    organizationUnit: subject.organizationUnit ?? null,
    locality: subject.locality ?? null,
    state: subject.state ?? null,
    country: subject.country ?? null,
    sans,
    algorithm: csr.publicKey.algorithm,
    keySize: csr.publicKey.keySize,
    ...validity,
    enableCrl: input.EnableCrl,
    alias: null,
    customIdentifier: input.CustomIdentifier ?? null,
    resourceGroupId: input.ResourceGroupId,
    tags: input.Tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    issuedAt: input.AsynchronousFlag ? now + QUEUE_MS : null,
    revokedAt: null,
    modifiedAt: now,
  }
}

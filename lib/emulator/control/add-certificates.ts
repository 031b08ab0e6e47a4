import { randomBytes, randomInt } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import { distinguishedNameFault } from '#lib/pki/distinguished-name.ts'
import { parseSubjectAlternativeName, type SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'
import type { Issuer } from '../authority/issuers.ts'
import { subjectOf } from '../authority/signed-certificate.ts'
import type { Emulator } from '../emulator.ts'
import { newIdentifier } from '../identifier.ts'
import { draftCertificate } from '../seed/draft-certificate.ts'
import type { CertificateRecord } from '../store/certificate-row.ts'
import { parseSettings } from './settings.ts'

export const addCertificatesSchema = z.strictObject({
  count: z.int().min(1).max(100_000),
  /** Identifier of the issuing CA; default: the EC one. */
  ca: z.string().optional(),
  type: z.enum(['CLIENT', 'SERVER']).default('CLIENT'),
  /** The same for all; default: a believable name for each. */
  commonName: z.string().min(1).optional(),
  status: z.enum(['ISSUE', 'REVOKE', 'PENDING']).default('ISSUE'),
  /** Epoch ms; default in a year. May be past. */
  notAfter: z.int().optional(),
})
export type AddCertificates = z.infer<typeof addCertificatesSchema>

const YEAR_MS = 365 * 86_400_000

/**
 * Adds records that are signed when somebody reads them; nobody holds their keys. PENDING ones stay so. In the caller's
 * transaction; returns the Identifiers in the order of creation.
 */
export function addCertificates(emulator: Emulator, input: AddCertificates, now: number): Result<string[], string> {
  const { store, issuers } = emulator
  const issuer =
    input.ca === undefined ? issuers.all.find(({ row }) => row.label === 'ec') : issuers.byIdentifier(input.ca)
  if (issuer === undefined || issuer.parent === null) return err('ca has to be the Identifier of an issuing CA')
  const notAfter = Math.floor((input.notAfter ?? now + YEAR_MS) / 1000) * 1000
  if (notAfter > issuer.facts.notAfter || notAfter <= issuer.facts.notBefore + YEAR_MS) {
    return err('notAfter has to lie within the validity of the CA')
  }
  const { crlDelayMs } = parseSettings(store.meta.read('settings'))
  const identifiers: string[] = []
  for (let index = 0; index < input.count; index += 1) {
    const record = recordOf(input, issuer, notAfter, now)
    if (index === 0 && distinguishedNameFault(subjectOf(record)) !== null)
      return err('commonName cannot be in a certificate')
    store.certificates.insert(record)
    if (record.revokedAt !== null && issuer.row.crlDays !== null) {
      const revocation = { serialNumber: record.serialNumber, revokedAt: record.revokedAt }
      store.revocations.add(issuer.row.id, revocation, now + crlDelayMs)
    }
    identifiers.push(record.identifier)
  }
  store.authorities.addIssued(issuer.row.id, input.count)
  return ok(identifiers)
}

/** A name that could be a host's is an alternative name as well. */
function namesFor(commonName: string): SubjectAlternativeName[] {
  const name = parseSubjectAlternativeName('dns', commonName)
  return name.ok ? [name.value] : []
}

function recordOf(input: AddCertificates, issuer: Issuer, notAfter: number, now: number): CertificateRecord {
  const draft = draftCertificate(randomInt(2 ** 31), randomInt(2 ** 31), input.type)
  return {
    identifier: newIdentifier(now, randomBytes),
    serialNumber: newSerialNumber(randomBytes),
    authorityId: issuer.row.id,
    type: input.type,
    status: input.status,
    commonName: input.commonName ?? draft.commonName,
    organization: draft.organization,
    organizationUnit: draft.organizationUnit,
    locality: draft.locality,
    state: draft.state,
    country: draft.country,
    sans: input.commonName === undefined ? draft.sans : namesFor(input.commonName),
    algorithm: issuer.authority.algorithm,
    keySize: issuer.authority.algorithm === 'RSA' ? 2048 : 256,
    notBefore: Math.floor(Math.min(now, notAfter - YEAR_MS) / 1000) * 1000,
    notAfter,
    enableCrl: issuer.row.crlDays !== null,
    alias: null,
    customIdentifier: null,
    resourceGroupId: 'rg-emulator',
    tags: [],
    issuedAt: null,
    revokedAt: input.status === 'REVOKE' ? now : null,
    modifiedAt: now,
  }
}

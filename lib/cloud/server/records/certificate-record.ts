import 'server-only'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { CloudCertificate, CloudOddity } from '../port.ts'
import { fieldReader, hexField, countField, maybeTextField, odditiesOf, recordShape, textField } from './fields.ts'
import { sansField } from './subject-alternative-names.ts'
import { timeField } from './times.ts'

export type ReadRecord<Value> = { readonly value: Value | null; readonly oddities: CloudOddity[] }

export const statusField = z.enum(['ISSUE', 'REVOKE', 'PENDING'])
export const typeField = z.enum(['CLIENT', 'SERVER'])

/** Opaque; but what no store takes names nothing that could be found again. */
const identifierField = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => !text.includes('\u0000') && text.isWellFormed())

/**
 * A row of ListClientCertificate. It is dropped only when it names no certificate; otherwise an odd field gets the
 * value that permits least, and a note. A status that we do not know reads as PENDING (nothing may be written on it),
 * a type that we do not know as `server` (the stricter gate). Whoever then opens the certificate learns the rest from
 * readCertificateTarget.
 */
export function readCertificateRow(raw: unknown): ReadRecord<CloudCertificate> {
  const record = recordShape.safeParse(raw)
  if (!record.success)
    return { value: null, oddities: [{ identifier: null, field: 'CertificateList', received: typeof raw }] }
  const reader = fieldReader(record.data)
  const { read } = reader
  const identifier = read('Identifier', identifierField, '')
  if (identifier === '') return { value: null, oddities: odditiesOf(null, reader) }
  const sans = read('Sans', sansField, { sans: [], isOdd: false })
  if (sans.isOdd) reader.note('Sans')
  const value: CloudCertificate = {
    identifier,
    serialNumber: read('SerialNumber', hexField, ''),
    commonName: read('CommonName', textField, ''),
    subject: read('SubjectDN', textField, ''),
    sans: sans.sans,
    alias: read('AliasName', maybeTextField, null),
    customIdentifier: read('CustomIdentifier', maybeTextField, null),
    vendorId: read('Id', maybeTextField, null),
    resourceGroupId: read('ResourceGroupId', maybeTextField, null),
    type: read('CertificateType', typeField, 'SERVER') === 'CLIENT' ? 'client' : 'server',
    vendorStatus: read('Status', statusField, 'PENDING'),
    notBefore: read('BeforeDate', timeField, null),
    notAfter: read('AfterDate', timeField, null),
    caIdentifier: read('ParentIdentifier', textField, ''),
    algorithm: read('Algorithm', textField, ''),
    keySize: read('KeySize', countField, 0),
    signAlgorithm: read('SignAlgorithm', textField, ''),
    md5: read('Md5', hexField, ''),
    sha256: read('Sha2', hexField, ''),
    pem: read('X509Certificate', textField, ''),
    chain: read('CertChain', maybeTextField, null),
  }
  return { value, oddities: odditiesOf(identifier, reader) }
}

/** What a write is decided by. A certificate that reads oddly here is not written on. */
const decisiveFields = ['Status', 'CertificateType', 'SerialNumber']

/**
 * The one certificate that DescribeClientCertificate was asked for, before a write perhaps: another one's record, an
 * unknown status or type, or a serial number that is none is a failure, told in words.
 */
export function readCertificateTarget(raw: unknown, identifier: string): Result<CloudCertificate, string> {
  const { value, oddities } = readCertificateRow(raw)
  if (!value) return err('the answer holds no certificate')
  if (value.identifier !== identifier) return err('the answer is about another certificate')
  const decisive = oddities.find((oddity) => decisiveFields.includes(oddity.field))
  if (decisive) return err(`${decisive.field} of the certificate is not one that we know: ${decisive.received}`)
  if (value.serialNumber === '' && value.vendorStatus !== 'PENDING') return err('the certificate has no serial number')
  return ok(value)
}

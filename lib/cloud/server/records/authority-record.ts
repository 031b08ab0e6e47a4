import 'server-only'
import { z } from 'zod'
import type { CloudAuthority } from '../port.ts'
import type { ReadRecord } from './certificate-record.ts'
import {
  countField,
  fieldReader,
  hexField,
  maybeCountField,
  maybeTextField,
  odditiesOf,
  recordShape,
  textField,
} from './fields.ts'
import { timeField } from './times.ts'

const typeField = z.enum(['ROOT', 'SUB_ROOT'])

/** A CA of DescribeCACertificateList or DescribeCACertificate; only the latter has the CRL fields and the counts. */
export function readAuthority(raw: unknown): ReadRecord<CloudAuthority> {
  const record = recordShape.safeParse(raw)
  if (!record.success)
    return { value: null, oddities: [{ identifier: null, field: 'Certificate', received: typeof raw }] }
  const reader = fieldReader(record.data)
  const { read } = reader
  const identifier = read('Identifier', z.string().min(1).max(256), '')
  if (identifier === '') return { value: null, oddities: odditiesOf(null, reader) }
  const parentIdentifier = read('ParentIdentifier', maybeTextField, null)
  const type = read('CertificateType', typeField, parentIdentifier === null ? 'ROOT' : 'SUB_ROOT')
  const value: CloudAuthority = {
    identifier,
    parentIdentifier,
    type: type === 'ROOT' ? 'root' : 'sub',
    commonName: read('CommonName', textField, ''),
    subject: read('SubjectDN', textField, ''),
    serialNumber: read('SerialNumber', hexField, ''),
    vendorStatus: read('Status', textField, ''),
    algorithm: read('Algorithm', textField, ''),
    keySize: read('KeySize', countField, 0),
    signAlgorithm: read('SignAlgorithm', textField, ''),
    sha256: read('Sha2', hexField, ''),
    notBefore: read('BeforeDate', timeField, null) ?? 0,
    notAfter: read('AfterDate', timeField, null) ?? 0,
    pem: read('X509Certificate', textField, ''),
    crlStatus: read('CrlStatus', maybeTextField, null),
    crlUrl: read('CrlUrl', webAddressField, null),
    crlDays: read('CrlDay', maybeCountField, null),
    issuedCount: read('CertIssuedCount', maybeCountField, null),
    totalCount: read('CertTotalCount', maybeCountField, null),
  }
  return { value, oddities: odditiesOf(identifier, reader) }
}

/** A CRL's address: http is usual there (RFC 5280, 4.2.1.13, and the CRL is signed); other schemes are refused. */
export const webAddressField = maybeTextField.refine(
  (text) => text === null || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
)

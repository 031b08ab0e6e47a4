import 'server-only'
import { z } from 'zod'
import type { CloudSummary } from '../port.ts'
import { statusField, typeField, type ReadRecord } from './certificate-record.ts'
import { fieldReader, hexField, maybeTextField, odditiesOf, recordShape, textField } from './fields.ts'
import { timeField } from './times.ts'

/**
 * A row of ListCert. It says BeforeDate twice, as text in a zone that is not documented and as a number: the number is
 * read. What is odd reads as in readCertificateRow.
 */
export function readSummary(raw: unknown): ReadRecord<CloudSummary> {
  const record = recordShape.safeParse(raw)
  if (!record.success) return { value: null, oddities: [{ identifier: null, field: 'List', received: typeof raw }] }
  const reader = fieldReader(record.data)
  const { read } = reader
  const identifier = read('Identifier', z.string().min(1).max(256), '')
  if (identifier === '') return { value: null, oddities: odditiesOf(null, reader) }
  const value: CloudSummary = {
    identifier,
    serialNumber: read('SerialNumber', hexField, ''),
    commonName: read('CommonName', textField, ''),
    subject: read('SubjectDn', textField, ''),
    alias: read('AliasName', maybeTextField, null),
    customIdentifier: read('CustomIdentifier', maybeTextField, null),
    type: read('CertificateType', typeField, 'SERVER') === 'CLIENT' ? 'client' : 'server',
    vendorStatus: read('Status', statusField, 'PENDING'),
    notBefore: read('BeforeTime', timeField, null),
    notAfter: read('AfterTime', timeField, null),
    algorithm: read('Algorithm', textField, ''),
  }
  return { value, oddities: odditiesOf(identifier, reader) }
}

import 'server-only'
import { csvCell, csvTextCell } from '#lib/core/csv-cell.ts'
import type { ExportedCertificate } from './exported.ts'
import { partialWords, type ExportForm } from './form.ts'

/** Without the PEM, which is many lines; a cell has one. */
export const csvColumns = [
  'identifier',
  'status',
  'vendorStatus',
  'type',
  'commonName',
  'subject',
  'sans',
  'serialNumber',
  'notBefore',
  'notAfter',
  'caIdentifier',
  'caName',
  'algorithm',
  'keySize',
  'signAlgorithm',
  'sha256',
  'md5',
  'publicKeySha256',
  'pointsToCrl',
  'alias',
  'customIdentifier',
  'vendorId',
  'resourceGroupId',
  'revokeTime',
  'openOperationId',
  'hasMatchingOperation',
  'firstSeenAt',
  'lastSeenAt',
  'liveReadAt',
  'deletedAt',
  'deletedHow',
] as const satisfies readonly (keyof ExportedCertificate)[]

/** RFC 4180, a certificate a line; the last line has END in its first cell and the trailer in its second. */
export function csvForm(): ExportForm {
  return {
    head: () => `${csvColumns.join(',')}\r\n`,
    certificate: (certificate) => lineOf(csvColumns.map((column) => cellOf(certificate, column))),
    lacks: () => ({}),
    trailer: (signed) => lineOf(['END', csvCell(signed)]),
    partial: (rows) => lineOf([csvCell(partialWords(rows))]),
  }
}

function cellOf(certificate: ExportedCertificate, column: (typeof csvColumns)[number]): string {
  if (column === 'sans') return sansCell(certificate.sans)
  const value = certificate[column]
  return typeof value === 'string' ? csvTextCell(value) : value === null ? '' : String(value)
}

/** As JSON: any other separator may stand in a name. */
function sansCell(sans: ExportedCertificate['sans']): string {
  return sans.length === 0 ? '' : csvCell(JSON.stringify(sans.map(({ type, value }) => `${type}:${value}`)))
}

/** Every line has as many cells as there are columns. */
function lineOf(cells: readonly string[]): string {
  return `${csvColumns.map((_column, index) => cells[index] ?? '').join(',')}\r\n`
}

import type { Database } from 'better-sqlite3'
import { certificateLists, type CertificateLists } from './certificate-lists.ts'
import {
  fromColumns,
  toColumns,
  type CertificateColumns,
  type CertificateRecord,
  type StoredCertificate,
} from './certificate-row.ts'

/** The SubjectPublicKeyInfo that is to be certified, or the certificate. */
export type CertificateBytes =
  { readonly spki: Uint8Array; readonly der: null } | { readonly spki: null; readonly der: Uint8Array }

export type CertificateTable = CertificateLists & {
  /** Returns the numeric Id. Throws on an identifier, serial number or custom identifier that exists. */
  readonly insert: (record: CertificateRecord) => number
  readonly find: (identifier: string) => StoredCertificate | undefined
  readonly findBySerialNumber: (serialNumber: string) => StoredCertificate | undefined
  readonly hasCustomIdentifier: (customIdentifier: string) => boolean
  readonly revoke: (id: number, revokedAt: number) => void
  readonly remove: (id: number) => void
  /** Turns every queued record whose time has come from PENDING into ISSUE. */
  readonly releaseQueued: (now: number) => void
  readonly bytes: (id: number) => CertificateBytes | undefined
  readonly storeBytes: (id: number, bytes: CertificateBytes) => void
}

const COLUMNS = `identifier, serial_number, authority_id, type, status, common_name, organization, organization_unit, locality,
  state, country, sans, algorithm, key_size, not_before, not_after, enable_crl, alias, custom_identifier, resource_group_id,
  tags, issued_at, revoked_at, modified_at`
const VALUES = COLUMNS.replace(/\w+/g, '@$&')

export function certificateTable(database: Database): CertificateTable {
  return { ...rows(database), ...certificateLists(database), ...bytesOf(database) }
}

function rows(
  database: Database,
): Pick<
  CertificateTable,
  'insert' | 'find' | 'findBySerialNumber' | 'hasCustomIdentifier' | 'revoke' | 'remove' | 'releaseQueued'
> {
  const insert = database.prepare<Omit<CertificateColumns, 'id'>>(
    `insert into certificates (${COLUMNS}) values (${VALUES})`,
  )
  const find = database.prepare<[string], CertificateColumns>('select * from certificates where identifier = ?')
  const bySerial = database.prepare<[string], CertificateColumns>('select * from certificates where serial_number = ?')
  const byCustom = database.prepare<[string]>('select 1 from certificates where custom_identifier = ?')
  const revoke = database.prepare<[number, number, number]>(
    `update certificates set status = 'REVOKE', revoked_at = ?, modified_at = ? where id = ? and status = 'ISSUE'`,
  )
  const remove = database.prepare<[number]>(`delete from certificates where id = ? and status = 'REVOKE'`)
  const release = database.prepare<[number]>(
    `update certificates set status = 'ISSUE', modified_at = issued_at where status = 'PENDING' and issued_at <= ?`,
  )
  return {
    insert: (record) => Number(insert.run(toColumns(record)).lastInsertRowid),
    find: (identifier) => optional(find.get(identifier)),
    findBySerialNumber: (serialNumber) => optional(bySerial.get(serialNumber)),
    hasCustomIdentifier: (customIdentifier) => byCustom.get(customIdentifier) !== undefined,
    revoke: (id, revokedAt) => mustChange(revoke.run(revokedAt, revokedAt, id).changes),
    remove: (id) => mustChange(remove.run(id).changes),
    releaseQueued: (now) => {
      release.run(now)
    },
  }
}

function bytesOf(database: Database): Pick<CertificateTable, 'bytes' | 'storeBytes'> {
  const select = database.prepare<[number], CertificateBytes>(
    'select spki, der from certificate_bytes where certificate_id = ?',
  )
  // A signature that exists is never replaced: ECDSA is randomised, and a fingerprint that changes is a lie.
  const upsert = database.prepare<[number, Uint8Array | null, Uint8Array | null]>(
    `insert into certificate_bytes (certificate_id, spki, der) values (?, ?, ?)
     on conflict do update set spki = excluded.spki, der = excluded.der where der is null`,
  )
  return {
    bytes: (id) => select.get(id),
    storeBytes: (id, { spki, der }) => mustChange(upsert.run(id, spki, der).changes),
  }
}

function optional(row: CertificateColumns | undefined): StoredCertificate | undefined {
  return row === undefined ? undefined : fromColumns(row)
}

function mustChange(changes: number): void {
  if (changes !== 1) throw new Error(`a guarded write changed ${changes} rows instead of one`)
}

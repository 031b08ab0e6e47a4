import type { Database } from 'better-sqlite3'

/** A CA as stored; `crlDays` is null for one that publishes neither CRL nor OCSP. */
export type AuthorityRow = {
  readonly id: number
  readonly identifier: string
  readonly parentId: number | null
  readonly label: string
  readonly certificateDer: Uint8Array
  readonly privateKeyDer: Uint8Array
  readonly crlDays: number | null
  readonly totalCount: number
}

export type AuthorityTable = {
  readonly insert: (authority: Omit<AuthorityRow, 'id'>) => number
  readonly list: () => AuthorityRow[]
  readonly issuedCount: (id: number) => number
  readonly addIssued: (id: number, count: number) => void
}

type AuthorityInsert = [string, number | null, string, Uint8Array, Uint8Array, number | null, number]

export function authorityTable(database: Database): AuthorityTable {
  const insert = database.prepare<AuthorityInsert>(
    `insert into authorities (identifier, parent_id, label, certificate_der, private_key_der, crl_days, total_count)
     values (?, ?, ?, ?, ?, ?, ?)`,
  )
  const select = database.prepare<[], AuthorityRow>(
    `select id, identifier, parent_id as parentId, label, certificate_der as certificateDer,
            private_key_der as privateKeyDer, crl_days as crlDays, total_count as totalCount
     from authorities order by id`,
  )
  const count = database.prepare<[number], { issued_count: number }>(
    'select issued_count from authorities where id = ?',
  )
  const add = database.prepare<[number, number]>('update authorities set issued_count = issued_count + ? where id = ?')
  return {
    insert: (row) =>
      Number(
        insert.run(
          row.identifier,
          row.parentId,
          row.label,
          row.certificateDer,
          row.privateKeyDer,
          row.crlDays,
          row.totalCount,
        ).lastInsertRowid,
      ),
    list: () => select.all(),
    issuedCount: (id) => count.get(id)?.issued_count ?? 0,
    addIssued: (id, issued) => {
      add.run(issued, id)
    },
  }
}

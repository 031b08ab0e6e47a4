import type { Database } from 'better-sqlite3'

export type Revocation = { readonly serialNumber: string; readonly revokedAt: number }
export type StoredCrl = {
  readonly number: number
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly der: Uint8Array
}

/**
 * What each CA's CRL and OCSP tell. It outlives the certificate's record, since a deleted certificate may stay in the CRL.
 * Times are epoch ms.
 */
export type RevocationTable = {
  readonly add: (authorityId: number, revocation: Revocation, listedFrom: number) => void
  /** The entry leaves the CRL from `listedUntil` on. */
  readonly withdraw: (authorityId: number, serialNumber: string, listedUntil: number) => void
  /** When it was revoked, unless the entry has been withdrawn. */
  readonly find: (authorityId: number, serialNumber: string, now: number) => number | undefined
  /** Whether the stored CRL lacks an entry that is due, or holds one that has to go. */
  readonly crlIsStale: (authorityId: number, now: number) => boolean
  /** The entries of a CRL made now; from here on they count as published, and withdrawn ones are forgotten. */
  readonly publish: (authorityId: number, now: number) => Revocation[]
  /** The entries that count as published. */
  readonly published: (authorityId: number) => Revocation[]
  readonly crl: (authorityId: number) => StoredCrl | undefined
  readonly storeCrl: (authorityId: number, crl: StoredCrl) => void
}

export function revocationTable(database: Database): RevocationTable {
  const insert = database.prepare<[number, string, number, number]>(
    `insert into revocations (authority_id, serial_number, revoked_at, listed_from) values (?, ?, ?, ?)`,
  )
  const withdraw = database.prepare<[number, number, string]>(
    'update revocations set listed_until = ? where authority_id = ? and serial_number = ?',
  )
  const find = database.prepare<[number, string, number], { revoked_at: number }>(
    `select revoked_at from revocations
     where authority_id = ? and serial_number = ? and (listed_until is null or listed_until > ?)`,
  )
  const stale = database.prepare<[number, number, number, number], { stale: number }>(
    `select exists (select 1 from revocations where authority_id = ? and published = 0 and listed_from <= ?)
         or exists (select 1 from revocations where authority_id = ? and listed_until <= ?) as stale`,
  )
  const forget = database.prepare<[number, number]>(
    'delete from revocations where authority_id = ? and listed_until <= ?',
  )
  const mark = database.prepare<[number, number]>(
    'update revocations set published = 1 where authority_id = ? and published = 0 and listed_from <= ?',
  )
  const published = database.prepare<[number], Revocation>(
    `select serial_number as serialNumber, revoked_at as revokedAt from revocations
     where authority_id = ? and published = 1 order by serial_number`,
  )
  const crl = database.prepare<[number], StoredCrl>(
    'select number, this_update as thisUpdate, next_update as nextUpdate, der from crls where authority_id = ?',
  )
  const storeCrl = database.prepare<[number, number, number, number, Uint8Array]>(
    `insert into crls (authority_id, number, this_update, next_update, der) values (?, ?, ?, ?, ?)
     on conflict do update set number = excluded.number, this_update = excluded.this_update,
       next_update = excluded.next_update, der = excluded.der`,
  )
  return {
    add: (authorityId, { serialNumber, revokedAt }, listedFrom) => {
      insert.run(authorityId, serialNumber, revokedAt, listedFrom)
    },
    withdraw: (authorityId, serialNumber, listedUntil) => {
      withdraw.run(listedUntil, authorityId, serialNumber)
    },
    find: (authorityId, serialNumber, now) => find.get(authorityId, serialNumber, now)?.revoked_at,
    crlIsStale: (authorityId, now) => stale.get(authorityId, now, authorityId, now)?.stale === 1,
    publish: (authorityId, now) => {
      forget.run(authorityId, now)
      mark.run(authorityId, now)
      return published.all(authorityId)
    },
    published: (authorityId) => published.all(authorityId),
    crl: (authorityId) => crl.get(authorityId),
    storeCrl: (authorityId, { number, thisUpdate, nextUpdate, der }) => {
      storeCrl.run(authorityId, number, thisUpdate, nextUpdate, der)
    },
  }
}

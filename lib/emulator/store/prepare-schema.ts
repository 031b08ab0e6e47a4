import type { Database } from 'better-sqlite3'
import { certificateUpkeep, SCHEMA_VERSION, tables } from './schema.ts'

/** Brings a store to the schema of this program, in the caller's transaction. False: it is a later program's. */
export function prepareSchema(database: Database): boolean {
  const version = versionOf(database)
  if (version > SCHEMA_VERSION) return false
  if (version === 1) database.exec(fromFirstVersion)
  database.exec(tables)
  if (version === 1 || isLoading(database)) endLoading(database)
  database.exec(certificateUpkeep.begin)
  database.pragma(`user_version = ${SCHEMA_VERSION}`)
  return true
}

/**
 * Takes indexes and counts off `certificates` until endLoading. A process that is killed between the two leaves the
 * mark by which the next start makes them anew.
 */
export function beginLoading(database: Database): void {
  database.exec(certificateUpkeep.pause)
  database.prepare(`insert or replace into meta (key, value) values ('loading', 'true')`).run()
}

export function endLoading(database: Database): void {
  database.exec(certificateUpkeep.recount)
  database.exec(certificateUpkeep.begin)
  database.prepare(`delete from meta where key = 'loading'`).run()
}

function isLoading(database: Database): boolean {
  return database.prepare(`select 1 from meta where key = 'loading'`).get() !== undefined
}

/** The first version did not write its number down. */
function versionOf(database: Database): number {
  const recorded = Number(database.pragma('user_version', { simple: true }))
  if (recorded !== 0) return recorded
  const isThere = database.prepare(`select 1 from sqlite_schema where name = 'certificates'`).get() !== undefined
  return isThere ? 1 : 0
}

const fromFirstVersion = `
alter table certificate_bytes rename to certificate_bytes_1;
create table certificate_bytes (
  certificate_id integer primary key references certificates (id) on delete cascade,
  spki blob,
  der blob,
  check ((spki is null) <> (der is null))
) strict;
insert into certificate_bytes select certificate_id, iif(der is null, spki, null), der from certificate_bytes_1;
drop table certificate_bytes_1;
drop trigger blocks_grow;
drop trigger blocks_shrink;
drop table blocks;
alter table certificates add column modified_at integer not null default 0;
update certificates set modified_at = coalesce(revoked_at, case when status = 'ISSUE' then issued_at end, not_before);
`

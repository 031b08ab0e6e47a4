import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** How far the audit has been shipped to each destination. No evidence: what was shipped can be shipped again. */
export async function createAuditShipping<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const ending = engine === 'sqlite' ? sql` strict` : sql``
  await sql`create table audit_shipping (
    kind ${text} not null, fingerprint ${text} not null, address ${text} not null, since ${integer} not null,
    sequence ${integer} not null check (sequence >= 0), hash ${text} not null,
    checkpoint ${integer} not null check (checkpoint >= 0), shipped_at ${integer},
    failure ${text}, failure_detail ${text}, failing_since ${integer}, failed_at ${integer},
    failures ${integer} not null, next_try_at ${integer} not null, retired_at ${integer},
    primary key (kind, fingerprint))${ending}`.execute(db)
}

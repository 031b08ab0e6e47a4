import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/**
 * Whether revocations were published: CRLs with their bytes, where they are looked for, what became of each revocation
 * of ours, and the alarms. Nothing can be called published, still listed or vanished without the CRL that shows it
 * (checks and foreign keys), and no CRL that shows something can be removed.
 */
export async function createEvidence<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  for (const statement of statementsFor(engine)) await statement.execute(db)
}

function statementsFor(engine: Engine) {
  const { text, integer, bytes, identity } = columnTypes(engine)
  const ending = engine === 'sqlite' ? sql` strict` : sql``
  return [
    sql`create table crls (
      sha256 ${text} not null primary key,
      ca_identifier ${text} not null,
      number ${text},
      this_update ${integer} not null,
      next_update ${integer},
      entries ${integer} not null,
      size ${integer} not null,
      signature_algorithm ${text} not null,
      der ${bytes} not null,
      fetched_at ${integer} not null,
      check (length(der) = size))${ending}`,
    sql`create index ix_crls_ca_identifier on crls (ca_identifier, this_update)`,
    sql`create table crl_points (
      ca_identifier ${text} not null,
      url ${text} not null,
      crl_sha256 ${text} references crls (sha256),
      tried_at ${integer},
      read_at ${integer},
      outcome ${text},
      detail ${text} not null,
      failures ${integer} not null,
      next_try_at ${integer} not null)${ending}`,
    sql`create unique index ux_crl_points on crl_points (ca_identifier, url)`,
    sql`create table crl_checks (
      id ${identity},
      ca_identifier ${text} not null,
      url ${text} not null,
      outcome ${text} not null,
      detail ${text} not null,
      sha256 ${text},
      number ${text},
      this_update ${integer},
      next_update ${integer},
      entries ${integer},
      size ${integer},
      first_at ${integer} not null,
      last_at ${integer} not null,
      times ${integer} not null)${ending}`,
    sql`create index ix_crl_checks_point on crl_checks (ca_identifier, url, id)`,
    sql`create table publications (
      identifier ${text} not null primary key,
      ca_identifier ${text} not null,
      serial_number ${text} not null,
      common_name ${text} not null,
      not_after ${integer},
      pem ${text} not null,
      operation_id ${text} references operations (id),
      accepted_at ${integer},
      state ${text} not null,
      url ${text},
      next_check_at ${integer},
      checked_at ${integer},
      problem ${text},
      absent_sha256 ${text} references crls (sha256),
      expected_by ${integer},
      crl_sha256 ${text} references crls (sha256),
      crl_number ${text},
      published_at ${integer},
      listed_since ${integer},
      listed_reason ${text},
      older_until ${integer},
      ocsp_url ${text},
      ocsp_status ${text},
      ocsp_checked_at ${integer},
      ocsp_revoked_at ${integer},
      ocsp_der ${bytes},
      ocsp_problem ${text},
      watch ${text},
      watched_since ${integer},
      watch_sha256 ${text} references crls (sha256),
      watch_at ${integer},
      check (state <> 'published' or (crl_sha256 is not null and published_at is not null)),
      check (coalesce(watch, '') not in ('listed', 'vanished') or (watch_sha256 is not null and watch_at is not null)),
      check (ocsp_status is null or (ocsp_der is not null and ocsp_checked_at is not null)))${ending}`,
    sql`create index ix_publications_next_check_at on publications (next_check_at)`,
    sql`create index ix_publications_point on publications (ca_identifier, url)`,
    // What foreign keys look up when a CRL is removed.
    sql`create index ix_publications_crl on publications (crl_sha256)`,
    sql`create index ix_publications_absent on publications (absent_sha256)`,
    sql`create index ix_publications_watch on publications (watch_sha256)`,
    sql`create table alarms (
      id ${text} not null primary key,
      kind ${text} not null,
      subject ${text} not null,
      identifier ${text},
      ca_identifier ${text},
      operation_id ${text},
      details ${text} not null,
      raised_at ${integer} not null,
      acknowledged_at ${integer},
      acknowledged_by ${text},
      comment ${text} not null)${ending}`,
    sql`create unique index ux_alarms_open on alarms (kind, subject) where acknowledged_at is null`,
    sql`create index ix_alarms_raised_at on alarms (raised_at, id)`,
    sql`create index ix_alarms_identifier on alarms (identifier)`,
  ]
}

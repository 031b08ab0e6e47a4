import 'server-only'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Engine } from '../database.ts'
import { guardAudit } from './audit-guards.ts'
import { columnTypes } from './column-types.ts'

type Column = { name: string; definition: RawBuilder<unknown> }

/**
 * Every table of tables.ts, its indexes, and the guards of the audit chain.
 * Vocabularies (states, outcomes) are not repeated as CHECKs: SQLite cannot change one without rewriting the table.
 */
export async function createFirstTables<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  for (const [table, columns] of Object.entries(tablesFor(engine))) {
    const body = sql.join(columns.map(({ name, definition }) => sql`${sql.id(name)} ${definition}`))
    // SQLite takes any value in any column unless the table is strict; PostgreSQL always is.
    const ending = engine === 'sqlite' ? sql` strict` : sql``
    await sql`create table ${sql.id(table)} (${body})${ending}`.execute(db)
  }
  for (const { table, name, on } of keysOfSeveralColumns) {
    await sql`create unique index ${sql.id(name)} on ${sql.id(table)} (${list(on)})`.execute(db)
  }
  for (const [table, on] of indexes) {
    const name = ['ix', table, ...on].join('_').slice(0, 63)
    await sql`create index ${sql.id(name)} on ${sql.id(table)} (${list(on)})`.execute(db)
  }
  // One open operation on a certificate: the second operator joins the first. The states stand as literals, since
  // ON CONFLICT finds a partial index only by the very same predicate.
  await sql`create unique index ux_operations_open on operations (identifier)
            where state in ('pending', 'unknown', 'needs_human')`.execute(db)
  await guardAudit(db, engine)
}

function list(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.id(column)))
}

const keysOfSeveralColumns = [{ table: 'limiter_slots', name: 'ux_limiter_slots', on: ['operation', 'slot'] }] as const

const indexes: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['sessions', ['user_id']],
  ['certificates', ['common_name_key', 'identifier']],
  ['certificates', ['not_after', 'identifier']],
  ['certificates', ['not_before', 'identifier']],
  ['certificates', ['serial_number', 'identifier']],
  ['certificates', ['sha256']],
  ['certificates', ['public_key_sha256']],
  ['certificates', ['ca_identifier', 'identifier']],
  ['certificates', ['vendor_status', 'identifier']],
  ['certificates', ['last_seen_pass', 'identifier']],
  ['certificates', ['last_seen_at', 'identifier']],
  ['certificates', ['deleted_at', 'identifier']],
  ['operations', ['requested_at', 'id']],
  ['operations', ['request_id']],
  ['operations', ['state', 'requested_at']],
  ['operations', ['identifier', 'requested_at']],
  ['operation_joins', ['operation_id']],
  ['audit_events', ['request_id', 'sequence']],
  ['audit_events', ['at', 'sequence']],
  ['audit_events', ['identifier', 'sequence']],
  ['audit_events', ['serial_number', 'sequence']],
  ['audit_events', ['operation_id', 'sequence']],
  ['audit_events', ['action', 'sequence']],
  ['audit_events', ['actor', 'sequence']],
  ['audit_events', ['outcome', 'sequence']],
  ['audit_events', ['correlation_id']],
]

function tablesFor(engine: Engine): Record<string, Column[]> {
  const { text, integer, real, identity } = columnTypes(engine)
  const columnsOf = (type: RawBuilder<unknown>, names: string, constraint: RawBuilder<unknown>): Column[] =>
    names.split(' ').map((name) => ({ name, definition: sql`${type} ${constraint}` }))
  const required = sql`not null`
  const optional = sql``
  const texts = (names: string) => columnsOf(text, names, required)
  const maybeTexts = (names: string) => columnsOf(text, names, optional)
  const integers = (names: string) => columnsOf(integer, names, required)
  const maybeIntegers = (names: string) => columnsOf(integer, names, optional)
  const key = (name: string) => columnsOf(text, name, sql`not null primary key`)
  const onlyRow = { name: 'id', definition: sql`${integer} not null primary key check (id = 1)` }
  const flags = (names: string) =>
    names.split(' ').map((name) => ({ name, definition: sql`${integer} not null check (${sql.id(name)} in (0, 1))` }))
  const reference = (name: string, to: string, toColumn: string) => ({
    name,
    definition: sql`${text} not null references ${sql.id(to)} (${sql.id(toColumn)})`,
  })

  return {
    store_binding: [onlyRow, ...texts('mode endpoint account_label'), ...integers('bound_at')],
    users: [
      ...key('id'),
      ...columnsOf(text, 'email', sql`not null unique`),
      ...texts('name role password_hash'),
      ...flags('must_change_password'),
      ...maybeIntegers('disabled_at'),
      ...integers('created_at'),
    ],
    sessions: [
      ...key('id_hash'),
      reference('user_id', 'users', 'id'),
      ...integers('created_at last_seen_at expires_at'),
      ...maybeIntegers('ended_at'),
      ...texts('address user_agent'),
    ],
    sign_in_throttle: [...key('key'), ...integers('failures last_failure_at')],
    certificates: [
      ...key('identifier'),
      ...texts('serial_number common_name common_name_key subject sans search_text'),
      ...maybeTexts('alias custom_identifier'),
      ...texts('type vendor_status'),
      ...maybeIntegers('not_before not_after'),
      ...texts('ca_identifier algorithm'),
      ...integers('key_size'),
      ...texts('sign_algorithm md5 sha256'),
      ...maybeTexts('public_key_sha256'),
      { name: 'points_to_crl', definition: sql`${integer} check (points_to_crl in (0, 1))` },
      ...texts('pem'),
      ...maybeTexts('chain'),
      ...maybeIntegers('revoke_time'),
      ...integers('first_seen_at last_seen_at last_seen_pass'),
      ...maybeIntegers('live_read_at deleted_at'),
      ...maybeTexts('deleted_how'),
    ],
    authorities: [
      ...key('identifier'),
      ...maybeTexts('parent_identifier'),
      ...texts('type common_name subject serial_number vendor_status algorithm'),
      ...integers('key_size'),
      ...texts('sign_algorithm sha256'),
      ...integers('not_before not_after'),
      ...texts('pem'),
      ...maybeTexts('crl_status crl_url'),
      ...maybeIntegers('crl_days issued_count total_count'),
      ...integers('read_at'),
    ],
    operations: [
      ...key('id'),
      ...texts('kind identifier state'),
      ...flags('cause_proven'),
      ...maybeTexts('request_id'),
      ...maybeIntegers('http_status'),
      ...maybeTexts('cloud_code cloud_message recommend cause'),
      ...texts('reason ticket comment requested_by'),
      ...integers('requested_at deadline_at'),
      ...maybeIntegers('settled_at'),
      ...maybeTexts('settled_by settled_comment'),
      ...texts('attempt owner nonce acs_date access_key_id exchange snapshot readings search_text'),
      ...maybeIntegers('vendor_revoke_time vendor_status_read_at'),
    ],
    operation_joins: [
      reference('operation_id', 'operations', 'id'),
      ...texts('joined_by reason ticket comment'),
      ...integers('at'),
    ],
    audit_events: [
      ...columnsOf(integer, 'sequence', sql`not null primary key check (sequence > 0)`),
      ...texts('record record_hash previous_hash hash'),
      ...integers('at'),
      ...texts('action outcome actor'),
      ...maybeTexts('identifier serial_number common_name request_id operation_id'),
      ...texts('correlation_id search_text'),
    ],
    audit_head: [onlyRow, ...integers('sequence'), ...texts('hash')],
    limiter_slots: [
      ...texts('operation'),
      ...integers('slot free_at'),
      ...maybeTexts('holder'),
      ...integers('lease_until'),
    ],
    limiter_state: [
      ...key('operation'),
      ...integers('responses'),
      ...columnsOf(real, 'min_rtt_ms', optional),
      ...integers('throttled_count'),
      ...maybeIntegers('last_throttled_at'),
      ...integers('blocked_until'),
    ],
    sync_passes: [
      { name: 'id', definition: identity },
      ...integers('started_at'),
      ...maybeIntegers('ended_at'),
      ...texts('state'),
      ...flags('complete'),
      ...integers('pages rows'),
      ...maybeIntegers('vendor_total'),
      ...texts('missing'),
      ...maybeTexts('failure'),
    ],
    leases: [...key('name'), ...texts('owner'), ...integers('epoch until')],
    facts: [...key('name'), ...texts('value'), ...integers('at')],
  }
}

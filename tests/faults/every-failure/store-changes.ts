import { sql } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { Tables } from '#lib/db/server/tables.ts'

// What became of the rows of a store between two moments, in words that are the same for the same change whatever ids
// and times it was made with.

/** What tells the rows of each table apart; null where nobody decides upon them. The audit is read as events. */
const keys: { readonly [Table in keyof Tables]: readonly string[] | null } = {
  store_binding: ['id'],
  users: ['id'],
  sessions: ['id_hash'],
  sign_in_throttle: null,
  certificates: ['identifier'],
  certificate_annotations: ['identifier'],
  certificate_tags: ['identifier', 'tag_key'],
  authorities: ['identifier'],
  operations: ['id'],
  operation_joins: ['operation_id', 'at'],
  audit_events: null,
  audit_head: null,
  audit_checkpoints: ['sequence'],
  audit_shipping: ['kind', 'fingerprint'],
  limiter_slots: null,
  limiter_state: null,
  sync_passes: ['id'],
  saved_views: ['id'],
  leases: ['name'],
  facts: ['name'],
  crls: ['sha256'],
  crl_points: ['ca_identifier', 'url'],
  crl_checks: ['id'],
  publications: ['identifier'],
  alarms: ['id'],
}

/** Said of these by name: which one it is says what was done. */
const named = ['facts', 'leases']
/** A sign of life, and what nobody decides upon. */
const passing = ['console', 'live_read_at']

type Row = Record<string, unknown>
export type Moment = { sequence: number; tables: Map<string, Map<string, Row>> }

export async function momentOf(db: Database): Promise<Moment> {
  const tables = new Map<string, Map<string, Row>>()
  for (const [table, columns] of Object.entries(keys)) {
    if (columns === null) continue
    const { rows } = await sql<Row>`select * from ${sql.table(table)}`.execute(db)
    tables.set(table, new Map(rows.map((row) => [columns.map((column) => String(row[column])).join(' '), row])))
  }
  const { sequence } = await db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()
  return { sequence, tables }
}

/** `users +`, `sessions ~ ended_at`, `audit_events + end_session done`, …, sorted. */
export async function changesSince(db: Database, before: Moment): Promise<string[]> {
  const after = await momentOf(db)
  const changes = [...after.tables].flatMap(([table, rows]) =>
    rowChanges(before.tables.get(table) ?? new Map<string, Row>(), rows).map(
      ({ key, what }) => `${table}${named.includes(table) ? ` ${key}` : ''} ${what}`,
    ),
  )
  const events = await db
    .selectFrom('audit_events')
    .select(['action', 'outcome'])
    .where('sequence', '>', before.sequence)
    .execute()
  return [
    ...changes.filter((change) => !passing.some((word) => change.includes(word))),
    ...events.map(({ action, outcome }) => `audit_events + ${action} ${outcome}`),
  ].sort()
}

function rowChanges(before: Map<string, Row>, after: Map<string, Row>): { key: string; what: string }[] {
  const added = [...after.keys()].filter((key) => !before.has(key)).map((key) => ({ key, what: '+' }))
  const removed = [...before.keys()].filter((key) => !after.has(key)).map((key) => ({ key, what: '-' }))
  const changed = [...after].flatMap(([key, row]) => {
    const columns = Object.keys(row).filter((column) => before.get(key)?.[column] !== row[column])
    return before.has(key) && columns.length > 0 ? [{ key, what: `~ ${columns.join(', ')}` }] : []
  })
  return [...added, ...removed, ...changed]
}

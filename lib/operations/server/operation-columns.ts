import 'server-only'
import type { OperationsTable } from '#lib/db/server/tables.ts'

const all: Record<keyof OperationsTable, true> = {
  id: true,
  kind: true,
  identifier: true,
  state: true,
  cause_proven: true,
  request_id: true,
  http_status: true,
  cloud_code: true,
  cloud_message: true,
  recommend: true,
  cause: true,
  reason: true,
  ticket: true,
  comment: true,
  requested_by: true,
  requester_id: true,
  requested_at: true,
  due_at: true,
  deadline_at: true,
  settled_at: true,
  settled_by: true,
  settled_comment: true,
  attended_at: true,
  attended_by: true,
  attempt: true,
  owner: true,
  nonce: true,
  acs_date: true,
  access_key_id: true,
  exchange: true,
  snapshot: true,
  readings: true,
  search_text: true,
  vendor_revoke_time: true,
  vendor_status_read_at: true,
}

/** Every column by its name: PostgreSQL keeps the plan of what says so, and one of `*` would end with the next column. */
export const operationColumns = Object.keys(all) as (keyof OperationsTable)[]

import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import { findScheduledOn } from './repository.scheduled.ts'

/** The deletion that is scheduled on a certificate, as a dialog names it; null when there is none. */
export async function scheduledOn(
  db: Database,
  identifier: string,
): Promise<{ id: string; dueAt: string | null; requestedBy: string } | null> {
  const row = await findScheduledOn(db, identifier)
  return row ? { id: row.id, dueAt: rfc3339(row.due_at), requestedBy: row.requested_by } : null
}

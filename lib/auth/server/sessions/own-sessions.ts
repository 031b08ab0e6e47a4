import 'server-only'
import type { UserActor } from '#lib/auth/actor.ts'
import type { Session } from '#lib/auth/user.ts'
import type { Database } from '#lib/db/server/database.ts'
import { liveSessionsOf } from './sessions.ts'

/** The open sessions of the one who asks, the last used first: part of the settings page. */
export async function ownSessions(db: Database, actor: UserActor, now: number): Promise<Session[]> {
  const rows = await liveSessionsOf(db, actor.userId, now)
  return rows.map((row) => ({
    id: row.idHash,
    createdAt: new Date(row.createdAt).toISOString(),
    lastSeenAt: new Date(row.lastSeenAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    address: row.address,
    userAgent: row.userAgent,
    isCurrent: row.idHash === actor.sessionHash,
  }))
}

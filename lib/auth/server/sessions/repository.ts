import 'server-only'
import type { Role } from '#lib/auth/roles.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'

export type SessionRow = {
  idHash: string
  userId: string
  createdAt: number
  lastSeenAt: number
  expiresAt: number
  address: string
  userAgent: string
}

type SessionOwner = { email: string; name: string; role: Role; mustChangePassword: boolean }

export async function insertSession(trx: Trx, row: SessionRow): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({
      id_hash: row.idHash,
      user_id: row.userId,
      created_at: row.createdAt,
      last_seen_at: row.lastSeenAt,
      expires_at: row.expiresAt,
      ended_at: null,
      address: row.address,
      user_agent: row.userAgent,
    })
    .execute()
}

/** A session that was not ended, of a user who is not disabled. Its time limits are the caller's business. */
export async function findSession(
  db: Database | Trx,
  idHash: string,
): Promise<(SessionRow & { owner: SessionOwner }) | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([...columns, 'users.email', 'users.name', 'users.role', 'users.must_change_password'])
    .where('sessions.id_hash', '=', idHash)
    .where('sessions.ended_at', 'is', null)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const { email, name, role, must_change_password: mustChange } = row
  return { ...sessionOf(row), owner: { email, name, role, mustChangePassword: mustChange === 1 } }
}

/** The open sessions of one user that were used after `seenAfter` and end after `now`, the last used first. */
export async function openSessionsOf(
  db: Database | Trx,
  { userId, seenAfter, now }: { userId: string; seenAfter: number; now: number },
): Promise<SessionRow[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(columns)
    .where('sessions.user_id', '=', userId)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.last_seen_at', '>', seenAfter)
    .where('sessions.expires_at', '>', now)
    .orderBy('sessions.last_seen_at', 'desc')
    .execute()
  return rows.map(sessionOf)
}

/** Moves last-seen forward, unless another request has done so since `olderThan`. */
export async function touchSession(
  db: Database,
  { idHash, now, olderThan }: { idHash: string; now: number; olderThan: number },
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: now })
    .where('id_hash', '=', idHash)
    .where('ended_at', 'is', null)
    .where('last_seen_at', '<=', olderThan)
    .execute()
}

/** Ends one open session; false when it was ended already, or is not that user's. */
export async function endSessionRow(
  trx: Trx,
  { idHash, userId, now }: { idHash: string; userId?: string; now: number },
): Promise<boolean> {
  const query = trx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('id_hash', '=', idHash)
    .where('ended_at', 'is', null)
  const result = await (userId === undefined ? query : query.where('user_id', '=', userId)).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends every open session of a user but `except`; the answer is how many. */
export async function endSessionRowsOf(
  trx: Trx,
  { userId, except, now }: { userId: string; except: string | null; now: number },
): Promise<number> {
  const query = trx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
  const result = await (except === null ? query : query.where('id_hash', '<>', except)).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Sessions that ended of themselves before `before` say nothing any more: the audit holds each sign-in. */
export async function forgetSessionsBefore(trx: Trx, before: number): Promise<void> {
  await trx.deleteFrom('sessions').where('expires_at', '<', before).execute()
}

const columns = [
  'sessions.id_hash',
  'sessions.user_id',
  'sessions.created_at',
  'sessions.last_seen_at',
  'sessions.expires_at',
  'sessions.address',
  'sessions.user_agent',
] as const

function sessionOf(row: {
  id_hash: string
  user_id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  address: string
  user_agent: string
}): SessionRow {
  return {
    idHash: row.id_hash,
    userId: row.user_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    address: row.address,
    userAgent: row.user_agent,
  }
}

import 'server-only'
import { hash } from 'node:crypto'
import type { UserActor } from '#lib/auth/actor.ts'
import { ABSOLUTE_LIMIT_MS, IDLE_LIMIT_MS, TOUCH_INTERVAL_MS } from '#lib/auth/session-limits.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import {
  findSession,
  forgetSessionsBefore,
  insertSession,
  openSessionsOf,
  touchSession,
  type SessionRow,
} from './repository.ts'

const SESSION_ID_BYTES = 32
const FORGET_AFTER_MS = 7 * 24 * 60 * 60_000
const USER_AGENT_LENGTH = 300

/** What the table holds instead of the id: whoever reads it opens no session. */
export function sessionHashOf(sessionId: string): string {
  return hash('sha256', sessionId, 'hex')
}

type NewSession = { readonly sessionId: string; readonly sessionHash: string }

/** Opens a session for a user whose password was just checked. `sessionId` goes into the cookie and nowhere else. */
export async function startSession(
  trx: Trx,
  input: { userId: string; address: string; userAgent: string; now: number; randomBytes: (size: number) => Buffer },
): Promise<NewSession> {
  const sessionId = input.randomBytes(SESSION_ID_BYTES).toString('base64url')
  const sessionHash = sessionHashOf(sessionId)
  await forgetSessionsBefore(trx, input.now - FORGET_AFTER_MS)
  await insertSession(trx, {
    idHash: sessionHash,
    userId: input.userId,
    createdAt: input.now,
    lastSeenAt: input.now,
    expiresAt: input.now + ABSOLUTE_LIMIT_MS,
    address: input.address,
    userAgent: input.userAgent.slice(0, USER_AGENT_LENGTH),
  })
  return { sessionId, sessionHash }
}

type ReadSessionInput = {
  readonly sessionId: string
  readonly address: string
  readonly now: number
  /** A page that asks again by itself is no sign of a person: such requests do not postpone the idle limit. */
  readonly isBackground: boolean
  /**
   * Where a last-seen that cannot be written is kept, by the session's hash: a store that takes nothing for hours must
   * not end the reading of somebody who is at it. Of this process alone, and never past the absolute limit.
   */
  readonly unsavedSeen: Map<string, number>
  /** Told when last-seen could not be written. */
  readonly onTouchFailure: (cause: unknown) => void
}

/** Who the session belongs to, or null when it is over: ended, idle, past its absolute limit, or its user disabled. */
export async function readSession(db: Database, input: ReadSessionInput): Promise<UserActor | null> {
  const { now, unsavedSeen } = input
  const idHash = sessionHashOf(input.sessionId)
  const session = await findSession(db, idHash)
  const seenAt = Math.max(session?.lastSeenAt ?? 0, unsavedSeen.get(idHash) ?? 0)
  if (!session || now >= session.expiresAt || now >= seenAt + IDLE_LIMIT_MS) {
    unsavedSeen.delete(idHash)
    return null
  }
  if (!input.isBackground && seenAt <= now - TOUCH_INTERVAL_MS) await touch(db, idHash, input)
  return { kind: 'user', userId: session.userId, sessionHash: session.idHash, address: input.address, ...session.owner }
}

async function touch(
  db: Database,
  idHash: string,
  { now, unsavedSeen, onTouchFailure }: ReadSessionInput,
): Promise<void> {
  try {
    await touchSession(db, { idHash, now, olderThan: now - TOUCH_INTERVAL_MS })
    unsavedSeen.delete(idHash)
  } catch (cause) {
    unsavedSeen.set(idHash, now)
    onTouchFailure(cause)
  }
}

/** The sessions of one user that would still be let in, the last used first. */
export function liveSessionsOf(db: Database | Trx, userId: string, now: number): Promise<SessionRow[]> {
  return openSessionsOf(db, { userId, seenAfter: now - IDLE_LIMIT_MS, now })
}

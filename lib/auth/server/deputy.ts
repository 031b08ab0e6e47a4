import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { DeputyActor } from '../actor.ts'
import { can, type Permission } from '../roles.ts'
import { findAccount } from './users/repository.ts'

// Acting in the name of a user who is not there: with the rights that the user has at that moment, or not at all.

/** `worker` names the loop. Null when there is no such user. */
export async function deputyOf(db: Database, userId: string, worker: string): Promise<DeputyActor | null> {
  const account = await findAccount(db, userId)
  if (account === null) return null
  return { kind: 'deputy', worker, userId, email: account.email, role: account.role }
}

export type DeputyRefusal = 'requester_disabled' | 'requester_not_permitted'

/** Why nothing may be done in this user's name any more; null when it may. Asked in the transaction that records it. */
export async function deputyRefusal(
  trx: Trx,
  { userId }: DeputyActor,
  permission: Permission,
): Promise<DeputyRefusal | null> {
  const account = await findAccount(trx, userId)
  if (account === null || account.disabledAt !== null) return 'requester_disabled'
  return can(account.role, permission) ? null : 'requester_not_permitted'
}

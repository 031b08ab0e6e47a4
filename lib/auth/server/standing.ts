import 'server-only'
import type { Trx } from '#lib/db/server/database.ts'
import type { Actor } from '../actor.ts'
import { can, type Permission } from '../roles.ts'
import { deputyRefusal } from './deputy.ts'
import { findSession } from './sessions/repository.ts'

/**
 * Whether the actor may still do this, asked inside the transaction that records the intent: a user who was disabled
 * or demoted while the dialog was open, or whose session was ended, revokes nothing; nor is anything carried out for a
 * user who has since been disabled or demoted.
 */
export async function isInGoodStanding(trx: Trx, actor: Actor, permission: Permission): Promise<boolean> {
  switch (actor.kind) {
    case 'anonymous':
      return false
    case 'worker':
    case 'shell':
      return true
    case 'user': {
      const session = await findSession(trx, actor.sessionHash)
      return session !== null && session.userId === actor.userId && can(session.owner.role, permission)
    }
    case 'deputy':
      return (await deputyRefusal(trx, actor, permission)) === null
  }
}

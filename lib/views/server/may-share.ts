import 'server-only'
import type { AuditAction } from '#lib/audit/event.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { UserActor } from '#lib/auth/actor.ts'
import { can, rolesWith } from '#lib/auth/roles.ts'
import { err, type Err } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { AccessError } from '#lib/service/server/verb.ts'

export type SharingRefused = Extract<AccessError, { code: 'forbidden' }>

export function mayShare(actor: UserActor): boolean {
  return can(actor.role, 'views.share')
}

/** What everybody sees in the list is more than the verb asks for. */
export async function refuseSharing(trx: Trx, ctx: VerbContext, action: AuditAction): Promise<Err<SharingRefused>> {
  const permission = 'views.share'
  const event = { action, outcome: 'denied', details: { permission } } as const
  const { sequence } = await recordEvent(trx, ctx, event)
  return err({ code: 'forbidden', permission, heldBy: rolesWith(permission), auditSequence: sequence })
}

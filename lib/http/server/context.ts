import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Actor } from '#lib/auth/actor.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { runtime } from './runtime.ts'

/** What a verb runs in, for one request of one actor. The correlation id names it in answer, log and audit. */
export async function contextFor(actor: Actor, correlationId: string = randomUUID()): Promise<VerbContext> {
  const { clock, db, cloud, log, auditSeal, writes } = await runtime()
  return { actor, correlationId, clock, db, cloud, log, auditSeal, writes }
}

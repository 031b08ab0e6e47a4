import { AuditSkeleton } from '#components/audit/audit-skeleton.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'

export default async function AuditLoading() {
  const actor = await currentActor()
  return <AuditSkeleton role={actor.kind === 'user' ? actor.role : null} />
}

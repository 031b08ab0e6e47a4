import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { CrlReportScreen } from '#components/evidence/crl-report-screen.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { decodeSegment, paths } from '#lib/core/paths.ts'
import { getCrlHealth } from '#lib/evidence/server/report.ts'
import { contextFor } from '#lib/http/server/context.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('authorities.report'))('title') }
}

/** The CRLs of one CA: what is there, what has been there, and how soon revocations come to be in it. */
export default async function AuthorityPage({ params }: { params: Promise<{ identifier: string }> }) {
  const identifier = decodeSegment((await params).identifier)
  if (identifier === null) notFound()
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  const report = await getCrlHealth(ctx, { identifier })
  if (report.ok) return <CrlReportScreen report={report.value} />
  if (report.error.code === 'not_found') notFound()
  const role = actor.kind === 'user' ? actor.role : null
  return <AccessRefusal error={report.error} role={role} here={paths.authority(identifier)} />
}

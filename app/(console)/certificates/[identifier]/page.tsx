import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { DetailScreen } from '#components/certificates/detail/detail-screen.tsx'
import { detailNamespaces } from '#components/certificates/namespaces.ts'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { can } from '#lib/auth/roles.ts'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { decodeSegment, paths } from '#lib/core/paths.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { contextFor } from '#lib/http/server/context.ts'

type Props = { params: Promise<{ identifier: string }> }

/** The name is in the page; reading it a second time for the title would be a second call. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('certificate'))('title') }
}

/** One certificate, read live for this page where the vendor answers in time. */
export default async function CertificatePage({ params }: Props) {
  const identifier = decodeSegment((await params).identifier)
  if (identifier === null) notFound()
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  const certificate = await getCertificate(ctx, { identifier })
  const role = actor.kind === 'user' ? actor.role : null
  if (!certificate.ok) {
    if (certificate.error.code === 'certificate_not_found' || certificate.error.code === 'invalid_input') notFound()
    return <AccessRefusal error={certificate.error} role={role} here={paths.certificate(identifier)} />
  }
  const client = makeQueryClient()
  client.setQueryData(certificateDetailOptions(identifier).queryKey, certificate.value)
  const may = (permission: Parameters<typeof can>[1]) => role !== null && can(role, permission)
  const rights = {
    mayRevoke: may('certificate.revoke'),
    mayDelete: may('certificate.delete'),
    mayReadAudit: may('audit.read'),
  }
  return (
    <ClientMessages namespaces={detailNamespaces}>
      <HydrationBoundary state={dehydrate(client)}>
        <DetailScreen identifier={identifier} rights={rights} renderedAt={ctx.clock.now()} />
      </HydrationBoundary>
    </ClientMessages>
  )
}

import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { DetailScreen } from '#components/certificates/detail/detail-screen.tsx'
import { UnreadCertificate } from '#components/certificates/detail/unread-certificate.tsx'
import { nameOf } from '#components/certificates/name-of.ts'
import { detailNamespaces } from '#components/certificates/namespaces.ts'
import { certificateRights } from '#components/certificates/rights.ts'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { decodeSegment, paths } from '#lib/core/paths.ts'
import { spellText } from '#lib/core/text.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { contextFor } from '#lib/http/server/context.ts'

type Props = { params: Promise<{ identifier: string }> }

/** Title and page stand on one reading: a second would be a second call. */
const read = cache(async (segment: string) => {
  const identifier = decodeSegment(segment)
  if (identifier === null) return null
  const ctx = await contextFor(await currentActor())
  const certificate = await getCertificate(ctx, { identifier })
  const isUnknown = !certificate.ok && /^(certificate_not_found|invalid_input)$/.test(certificate.error.code)
  return isUnknown ? null : { identifier, ctx, certificate }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations('certificate')
  const found = await read((await params).identifier)
  return { title: found?.certificate.ok === true ? spellText(nameOf(found.certificate.value)) : t('title') }
}

/** One certificate, read live for this page where the vendor answers in time. */
export default async function CertificatePage({ params }: Props) {
  const found = await read((await params).identifier)
  if (found === null) notFound()
  const { identifier, ctx, certificate } = found
  const user = ctx.actor.kind === 'user' ? ctx.actor : null
  const role = user?.role ?? null
  if (!certificate.ok) {
    if (certificate.error.code === 'certificate_not_found') notFound()
    if (certificate.error.code === 'certificate_unread') {
      return (
        <ClientMessages namespaces={detailNamespaces}>
          <UnreadCertificate failure={certificate.error.liveFailure} />
        </ClientMessages>
      )
    }
    return <AccessRefusal error={certificate.error} role={role} here={paths.certificate(identifier)} />
  }
  const client = makeQueryClient()
  client.setQueryData(certificateDetailOptions(identifier).queryKey, certificate.value)
  return (
    <ClientMessages namespaces={detailNamespaces}>
      <HydrationBoundary state={dehydrate(client)}>
        <DetailScreen
          identifier={identifier}
          person={user?.userId ?? ''}
          rights={certificateRights(role)}
          renderedAt={ctx.clock.now()}
        />
      </HydrationBoundary>
    </ClientMessages>
  )
}

import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AuthorityList } from '#components/authorities/authority-list.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { listAuthorities } from '#lib/authorities/server/list.ts'
import { paths } from '#lib/core/paths.ts'
import { contextFor } from '#lib/http/server/context.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('authorities'))('title') }
}

/** The private CAs as they were last read. */
export default async function AuthoritiesPage() {
  const t = await getTranslations('authorities')
  const actor = await currentActor()
  const listed = await listAuthorities(await contextFor(actor), {})
  if (!listed.ok) {
    const role = actor.kind === 'user' ? actor.role : null
    return <AccessRefusal error={listed.error} role={role} here={paths.authorities} />
  }
  const { items, asOf } = listed.value
  return (
    <>
      <PageHead title={t('title')}>
        {asOf === null ? null : (
          <span className="text-small text-ink-2">{t.rich('asOf', { at: () => <Instant at={asOf} /> })}</span>
        )}
      </PageHead>
      <AuthorityList authorities={items} />
    </>
  )
}

import { getTranslations } from 'next-intl/server'
import { authorityColumns, AuthorityTableFrame } from '#components/authorities/authority-table.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'

export default async function AuthoritiesLoading() {
  const t = await getTranslations('authorities')
  return (
    <>
      <PageHead title={t('title')} />
      <AuthorityTableFrame busy>
        <SkeletonRows rows={6} columns={authorityColumns} />
      </AuthorityTableFrame>
    </>
  )
}

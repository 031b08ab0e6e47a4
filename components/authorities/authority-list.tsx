import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { Authority } from '#lib/authorities/schema.ts'
import { paths } from '#lib/core/paths.ts'
import { AuthorityRow, AuthorityTableFrame } from './authority-table.tsx'

/** The CAs, roots first, and what follows where one of them publishes no CRL. */
export function AuthorityList({ authorities }: { authorities: readonly Authority[] }) {
  const t = useTranslations('authorities')
  if (authorities.length === 0) return <NoAuthorities />
  const unheard = authorities.filter(({ publishesCrl }) => !publishesCrl).length
  return (
    <>
      <AuthorityTableFrame>
        {authorities.map((authority) => (
          <AuthorityRow key={authority.identifier} authority={authority} />
        ))}
      </AuthorityTableFrame>
      {/* Under the rows: over them it would push them away when it comes. */}
      {unheard === 0 ? null : (
        <div className="px-5 py-3 max-rail:px-4">
          <Notice title={t('unheard.title', { count: unheard })}>{t('unheard.text')}</Notice>
        </div>
      )}
      <p className="mt-auto border-t border-line px-5 py-2.25 text-small text-ink-2 max-rail:px-4">
        {t('shown', { count: authorities.length })}
      </p>
    </>
  )
}

function NoAuthorities() {
  const t = useTranslations('authorities.empty')
  return (
    <PageState heading={t('heading')} actions={<ButtonLink href={paths.certificates}>{t('action')}</ButtonLink>}>
      <p>{t('text')}</p>
    </PageState>
  )
}

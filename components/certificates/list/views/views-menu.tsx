'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { MenuButton } from '#components/ui/menu-button.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { spellText } from '#lib/core/text.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { viewParamsIn } from '#lib/views/params.ts'
import { viewsOptions } from '#lib/views/queries.ts'
import type { SavedView } from '#lib/views/schema.ts'
import { useOpenedView, type OpenedView } from './opened-view.ts'
import { viewsPanelId } from './panel-id.ts'

// Most visits open no panel.
const ViewsPanel = lazy(() => import('./views-panel.tsx').then((module) => ({ default: module.ViewsPanel })))

const noViews: readonly SavedView[] = []

/** The views by name, and on the button the one that is open. */
export function ViewsMenu({ filter, mayShare }: { filter: CertificateFilter; mayShare: boolean }) {
  const t = useTranslations('views')
  const [isOpen, setOpen] = useState(false)
  const { data, error, refetch } = useQuery(viewsOptions())
  const views = data?.views ?? noViews
  const here = viewParamsIn(filter)
  const opened = useOpenedView(views, here)
  return (
    <MenuButton id={viewsPanelId} icon="eye" label={<Label opened={opened} />} name={t('label')} onToggle={setOpen}>
      {isOpen ? (
        <Suspense fallback={<p className="px-4 py-3 text-ink-3">{t('loading')}</p>}>
          <ViewsPanel
            views={views}
            opened={opened}
            here={here}
            mayShare={mayShare}
            isUnread={data === undefined && error !== null}
            onRetry={() => void refetch()}
          />
        </Suspense>
      ) : null}
    </MenuButton>
  )
}

function Label({ opened }: { opened: OpenedView }) {
  const t = useTranslations('views')
  if (opened === null) return t('label')
  return (
    <>
      <span className="sr-only">{`${t('opened')} ${spellText(opened.view.name)}`}</span>
      <span aria-hidden="true" className="max-w-40 min-w-0 max-chip:max-w-24">
        <UntrustedText text={opened.view.name} cut keep={4} />
      </span>
      {opened.isChanged ? <span className="font-normal text-ink-3">{t('changed')}</span> : null}
    </>
  )
}

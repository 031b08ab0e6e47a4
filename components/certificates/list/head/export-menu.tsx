'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { closePanel, MenuButton, openPanel } from '#components/ui/menu-button.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { ApiError } from '#lib/http/problem.ts'
import type { Found } from '../found.ts'
import { useExportFailure } from './use-export-failure.ts'

// Most visits open no panel.
const ExportPanel = lazy(() => import('./export-panel.tsx').then((module) => ({ default: module.ExportPanel })))

const panelId = 'certificate-export'

/** The list as a file, in its order and with its filter; off, and with the reason, while the list itself cannot be had. */
export function ExportMenu({
  filter,
  found,
  failure,
}: {
  filter: CertificateFilter
  found: Found
  failure: Error | null
}) {
  const t = useTranslations('export')
  const [isOpen, setOpen] = useState(false)
  const exporting = useExportFailure(() => openPanel(panelId))
  const failed = exporting.failure === null ? null : t(`failed.${exporting.failure}`)
  if (failure !== null) {
    const isRefused = failure instanceof ApiError && failure.code === 'invalid_input'
    return (
      <Button icon="export" unavailable={t(isRefused ? 'off.filter' : 'off.list')}>
        {t('name')}
      </Button>
    )
  }
  return (
    <MenuButton
      id={panelId}
      icon="export"
      label={t('name')}
      name={t('label')}
      onToggle={setOpen}
      beside={<LiveRegion tone="alert">{failed}</LiveRegion>}
    >
      {isOpen ? (
        <Suspense fallback={<p className="px-4 py-3 text-ink-3">{t('loading')}</p>}>
          <ExportPanel
            filter={filter}
            found={found}
            failed={failed}
            onExport={() => {
              closePanel(panelId)
              exporting.watch()
            }}
          />
        </Suspense>
      ) : null}
    </MenuButton>
  )
}

'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { closePanel, MenuButton, openPanel } from '#components/ui/menu-button.tsx'
import { exportFormats, exportHref } from '#lib/certificates/export.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { formatTotal } from '#lib/core/format.ts'
import { ApiError } from '#lib/http/problem.ts'
import type { Found } from '../found.ts'
import { useExportFailure } from './use-export-failure.ts'

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
      beside={<LiveRegion tone="alert">{failed}</LiveRegion>}
    >
      {failed === null ? null : <p className="px-4 pt-3 text-caution">{failed}</p>}
      <p className="px-4 pt-3 pb-2 font-semibold">
        <Rows found={found} />
      </p>
      <ul className="border-y border-line py-1">
        {exportFormats.map((format) => (
          <li key={format}>
            <a
              href={exportHref(filter, format)}
              download
              onClick={() => {
                closePanel(panelId)
                exporting.watch()
              }}
              className="block px-4 py-1.5 text-ink hover:bg-well hover:no-underline max-rail:py-2.5"
            >
              <span className="block font-medium text-accent">{t(`format.${format}.name`)}</span>
              <span className="block text-small text-ink-2">{t(`format.${format}.text`)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className="px-4 pt-2 pb-3 text-small text-ink-2">{t('note')}</p>
    </MenuButton>
  )
}

function Rows({ found: { count, isOvertaken } }: { found: Found }) {
  const t = useTranslations('export')
  if (count === undefined || isOvertaken) return t('counting')
  return t('rows', { count: count.total, total: formatTotal(count) })
}

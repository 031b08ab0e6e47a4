'use client'
import { useTranslations } from 'next-intl'
import { exportFormats, exportHref } from '#lib/certificates/export.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { formatTotal } from '#lib/core/format.ts'
import type { Found } from '../found.ts'

/** What the list can be taken away as. `onExport`: one of them is asked for. */
export function ExportPanel({
  filter,
  found,
  failed,
  onExport,
}: {
  filter: CertificateFilter
  found: Found
  /** Why the last one failed. */
  failed: string | null
  onExport: () => void
}) {
  const t = useTranslations('export')
  return (
    <>
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
              onClick={onExport}
              className="block px-4 py-1.5 text-ink hover:bg-well hover:no-underline max-rail:py-2.5"
            >
              <span className="block font-medium text-accent">{t(`format.${format}.name`)}</span>
              <span className="block text-small text-ink-2">{t(`format.${format}.text`)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className="px-4 pt-2 pb-3 text-small text-ink-2">{t('note')}</p>
    </>
  )
}

function Rows({ found: { count, isOvertaken } }: { found: Found }) {
  const t = useTranslations('export')
  if (count === undefined || isOvertaken) return t('counting')
  return t('rows', { count: count.total, total: formatTotal(count) })
}

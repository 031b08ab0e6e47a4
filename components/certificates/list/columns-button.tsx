'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useRef, useState } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'

// Few visits change the columns.
const ColumnsPanel = lazy(() => import('./columns-panel.tsx').then((module) => ({ default: module.ColumnsPanel })))

/** At the end of the heads, where it stays in sight and takes no room. */
export function ColumnsButton({ filter }: { filter: CertificateFilter }) {
  const t = useTranslations('certificates.columns')
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <span className="font-normal max-rail:hidden">
      <button
        ref={button}
        type="button"
        aria-label={t('title')}
        title={t('title')}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="columns-button"
      >
        <Icon name="columns" />
      </button>
      {isOpen ? (
        <Suspense>
          <ColumnsPanel filter={filter} opener={button} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </span>
  )
}

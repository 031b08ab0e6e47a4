'use client'
import { useTranslations } from 'next-intl'
import { formatInstant, instantOf } from '#lib/core/format.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'
import { changesBetween, type Change } from './changes.ts'

/** What is different now, one change after the other. */
export function ChangeList({ before, after }: { before: WritePreview | null; after: WritePreview | undefined }) {
  const t = useTranslations('writes.change')
  if (before === null || after === undefined) return t('reading')
  const changes = changesBetween(before, after)
  if (changes.length === 0) return t('none')
  return (
    <>
      {changes.map((change) => (
        <span key={change.field} className="mr-4 inline-block font-medium text-ink">
          {change.field === 'hidden'
            ? t('hidden')
            : t(change.field, { before: told(change, 'before'), after: told(change, 'after') })}
        </span>
      ))}
    </>
  )
}

function told(change: Exclude<Change, { field: 'hidden' }>, side: 'before' | 'after'): string {
  const at = change.field === 'expiry' ? instantOf(change[side]) : null
  return at === null ? change[side] : formatInstant(at, 'second')
}

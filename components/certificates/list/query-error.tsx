'use client'
import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { QueryError } from '#lib/certificates/query/query.ts'
import { repaired } from './repaired.ts'

/** Why what is typed is not searched for, with its place, and what may have been meant. */
export function QueryErrorNote({
  id,
  error,
  text,
  isUnasked,
  onRepair,
}: {
  id: string
  error: QueryError
  text: string
  /** The list is still that of another text. */
  isUnasked: boolean
  onRepair: (text: string) => void
}) {
  const t = useTranslations('query')
  const { code, span, word, suggestion } = error
  return (
    <div id={id} role="alert" className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-1.5 text-small text-caution">
      <Icon name="caution" size="facet" />
      <span className="min-w-0">
        {word === ''
          ? null
          : t.rich('place', {
              at: Array.from(text.slice(0, span.from)).length + 1,
              word: () => (
                <strong className="inline-flex max-w-64 rounded-chip bg-caution-wash px-1 align-bottom">
                  <UntrustedText text={word} cut />
                </strong>
              ),
            })}{' '}
        {t(`error.${code}`)}
      </span>
      {suggestion === undefined ? null : (
        <button
          type="button"
          onClick={() => onRepair(repaired(text, span, suggestion))}
          className="inline-flex h-6 max-w-full items-center rounded-control border border-control bg-sheet px-2 text-ink hover:bg-well max-rail:h-9"
        >
          {suggestion === '' ? (
            t('leaveOut')
          ) : (
            <span className="flex min-w-0 gap-1">
              {t.rich('write', {
                word: () => (
                  <strong className="flex min-w-0 max-w-64">
                    <UntrustedText text={suggestion} cut />
                  </strong>
                ),
              })}
            </span>
          )}
        </button>
      )}
      {isUnasked ? <span className="text-ink-2">{t('unasked')}</span> : null}
    </div>
  )
}

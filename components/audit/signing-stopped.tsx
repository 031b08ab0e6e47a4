import { useTranslations } from 'next-intl'
import { Notice } from '#components/ui/notice.tsx'
import type { CheckpointStanding } from '#lib/audit/entry.ts'
import { formatCount } from '#lib/core/format.ts'

/** The log does not hold together, as the worker has found: nothing is signed any more. */
export function SigningStopped({ refused }: { refused: CheckpointStanding['refused'] }) {
  const t = useTranslations('audit.verify')
  if (refused === null) return null
  return (
    <div className="px-5 pb-3 max-rail:px-4">
      <Notice title={t('stopped', { sequence: formatCount(refused.sequence) })}>
        {t(`problem.${refused.problem}`)}
      </Notice>
    </div>
  )
}

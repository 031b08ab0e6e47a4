import { useTranslations } from 'next-intl'
import { StatusMark } from '#components/ui/status-mark.tsx'
import type { AuditVerification } from '#lib/audit/entry.ts'
import { formatCount } from '#lib/core/format.ts'

/** How far the chain held, and which checkpoints were held against it. */
export function Verdict({ verification }: { verification: AuditVerification }) {
  const t = useTranslations('audit.verify')
  const { count, head, firstBad } = verification
  if (firstBad === null) {
    return (
      <>
        <StatusMark mark="valid">
          <b className="font-semibold text-ok">{t('held')}</b>
        </StatusMark>
        <span>{t('range', { count: formatCount(count) })}</span>
        <span className="mono text-ink-2" title={head.hash}>
          {head.hash.slice(0, 16)}
        </span>
        <Checkpoints checkpoints={verification.checkpoints} />
      </>
    )
  }
  return (
    <>
      <StatusMark mark="refused">{t('broken', { sequence: formatCount(firstBad.sequence) })}</StatusMark>
      <span>{t(`problem.${firstBad.problem}`)}</span>
      <span className="text-ink-2">{t('heldUntil', { count: formatCount(count) })}</span>
    </>
  )
}

function Checkpoints({ checkpoints: { count, last } }: { checkpoints: AuditVerification['checkpoints'] }) {
  const t = useTranslations('audit.verify')
  return (
    <span className="text-ink-2">
      {last === null ? t('unsigned') : t('checkpoints', { count, sequence: formatCount(last.sequence) })}
    </span>
  )
}

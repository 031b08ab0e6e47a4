import { useTranslations } from 'next-intl'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue } from '#components/ui/key-values.tsx'
import { Serial } from '#components/ui/identifier.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { formatCount } from '#lib/core/format.ts'
import type { Settings } from '#lib/settings/schema.ts'

/** Which key signs the audit, what that protects against and what not, and how far it has signed. */
export function AuditSigning({ auditKey, checkpoints }: Pick<Settings, 'auditKey' | 'checkpoints'>) {
  const t = useTranslations('settings.standing')
  return (
    <>
      <KeyValue term={t('auditKey')} wide>
        <Serial value={auditKey.id} />
        <p className="mt-1">{t(`auditKeyPlace.${auditKey.place}`)}</p>
      </KeyValue>
      <KeyValue term={t('checkpoint')}>
        <Last checkpoints={checkpoints} />
      </KeyValue>
    </>
  )
}

function Last({ checkpoints: { last, head, refused } }: Pick<Settings, 'checkpoints'>) {
  const t = useTranslations('settings.standing')
  const found = useTranslations('audit.verify')
  const behind = Math.max(0, head - (last?.sequence ?? 0))
  return (
    <>
      {last === null ? (
        <p>{t('noCheckpoint')}</p>
      ) : (
        <p className="flex flex-wrap gap-x-3">
          <span>{t('checkpointOf', { sequence: formatCount(last.sequence) })}</span>
          <Instant at={last.at} />
          <span className="text-ink-2">{t('checkpointBehind', { count: behind })}</span>
        </p>
      )}
      {refused === null ? null : (
        <div role="alert">
          <StatusMark mark="refused">{found('stopped', { sequence: formatCount(refused.sequence) })}</StatusMark>
          <p>{found(`problem.${refused.problem}`)}</p>
        </div>
      )}
    </>
  )
}

import { useTranslations } from 'next-intl'
import { AuditShipping } from './audit-shipping.tsx'
import { Absent } from '#components/ui/absent.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { formatCount } from '#lib/core/format.ts'
import { clockWords } from '#lib/settings/clock-words.ts'
import type { Settings } from '#lib/settings/schema.ts'
import { AuditSigning } from './audit-signing.tsx'

/** What this console is bound to, and how the mirror and the limiter stand. */
export function Standing({
  settings: { binding, engine, auditProtection, auditKey, checkpoints, auditShipping, sync, limiter, clockSkew },
}: {
  settings: Settings
}) {
  const t = useTranslations('settings.standing')
  const vendor = useTranslations('vendor')
  const throttled = limiter.reduce((sum, one) => sum + one.throttledCount, 0)
  return (
    <KeyValues labels="wide">
      <KeyValue term={t('mode')}>{t(`modes.${binding.mode}`)}</KeyValue>
      <KeyValue term={t('account')}>
        <UntrustedText text={binding.accountLabel} />
      </KeyValue>
      <KeyValue term={t('endpoint')}>
        <span className="mono">{binding.endpoint}</span>
      </KeyValue>
      <KeyValue term={t('store')}>{t(`engines.${engine}`)}</KeyValue>
      <KeyValue term={t('audit')}>{t(`auditGuard.${auditProtection}`)}</KeyValue>
      <AuditSigning auditKey={auditKey} checkpoints={checkpoints} />
      <KeyValue term={t('shipping.title')}>
        <AuditShipping destinations={auditShipping} />
      </KeyValue>
      <KeyValue term={t('lastPass')}>{sync.asOf === null ? <Absent /> : <Instant at={sync.asOf} />}</KeyValue>
      <KeyValue term={t('seen')}>
        {sync.seen === null
          ? t('nothingRead')
          : t('seenOf', { seen: formatCount(sync.seen), total: formatCount(sync.vendorTotal ?? sync.seen) })}
      </KeyValue>
      <KeyValue term={t('worker')}>
        {sync.workerSeenAt === null ? <Absent /> : <Instant at={sync.workerSeenAt} />}
      </KeyValue>
      <KeyValue term={t('throttled')}>{t('throttledCount', { count: throttled })}</KeyValue>
      {clockSkew === null ? null : (
        <KeyValue term={t('clock')}>
          <StatusMark mark="caution">
            {vendor('clock', { vendor: vendor(`inside.${binding.mode}`), ...clockWords(clockSkew) })}
          </StatusMark>
        </KeyValue>
      )}
    </KeyValues>
  )
}

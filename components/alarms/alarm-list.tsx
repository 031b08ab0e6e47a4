import { AlarmItem } from './alarm-item.tsx'
import type { AlarmList as Alarms } from '#lib/alarms/alarm.ts'
import { useTranslations } from 'next-intl'
import { formatCount } from '#lib/core/format.ts'

/** What waits for somebody to take note of it, oldest first; nothing when nothing does. */
export function AlarmList({ alarms, mayAcknowledge }: { alarms: Alarms; mayAcknowledge: boolean }) {
  const t = useTranslations('alarms')
  if (alarms.items.length === 0) return null
  const more = alarms.total - alarms.items.length
  return (
    <ul className="grid gap-3" aria-label={t('label')}>
      {alarms.items.map((alarm) => (
        <li key={alarm.id}>
          <AlarmItem alarm={alarm} mayAcknowledge={mayAcknowledge} />
        </li>
      ))}
      {more > 0 ? <li className="text-small text-ink-2">{t('more', { count: formatCount(more) })}</li> : null}
    </ul>
  )
}

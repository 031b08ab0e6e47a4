import { useTranslations } from 'next-intl'
import { useDistanceWords } from '#components/ui/distance-words.ts'
import { Instant } from '#components/ui/instant.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { ShippingStanding } from '#lib/audit/shipping.ts'
import { distanceBetween, formatCount } from '#lib/core/format.ts'

/** Where the audit is shipped to, how far each destination is, and what keeps it back. */
export function AuditShipping({ destinations }: { destinations: readonly ShippingStanding[] }) {
  const t = useTranslations('settings.standing.shipping')
  if (destinations.length === 0) return t('nowhere')
  return (
    <ul className="grid gap-2">
      {destinations.map((destination) => (
        <li key={`${destination.kind} ${destination.address}`}>
          <Destination standing={destination} />
        </li>
      ))}
    </ul>
  )
}

function Destination({ standing }: { standing: ShippingStanding }) {
  const t = useTranslations('settings.standing.shipping')
  const { kind, address, sequence, head, isLate, failure } = standing
  const place = t('place', { sequence: formatCount(sequence), head: formatCount(head) })
  return (
    <>
      <div>
        {t(`kinds.${kind}`)}{' '}
        <span className="mono break-all">
          <UntrustedText text={address} />
        </span>
      </div>
      <div className="flex flex-wrap items-baseline gap-x-4">
        <span>{place}</span>
        {isLate ? (
          <StatusMark mark="caution">
            <Lag standing={standing} />
          </StatusMark>
        ) : (
          <span className="text-ink-2">
            <Lag standing={standing} />
          </span>
        )}
      </div>
      {failure === null ? null : <Failure failure={failure} />}
    </>
  )
}

function Lag({ standing: { behind, lagMs } }: { standing: ShippingStanding }) {
  const t = useTranslations('settings.standing.shipping')
  const words = useDistanceWords()
  if (lagMs === null) return t('level')
  const lag = words(distanceBetween(0, lagMs), 'bare')
  return behind === 0 ? t('checkpointBehind', { lag }) : t('behind', { count: behind, lag })
}

function Failure({ failure: { cause, detail, since } }: { failure: NonNullable<ShippingStanding['failure']> }) {
  const t = useTranslations('settings.standing.shipping')
  const why = t(`failures.${cause}`, { detail: detail ?? 'none' })
  return <div className="text-caution">{t.rich('failing', { why, at: () => <Instant at={since} /> })}</div>
}

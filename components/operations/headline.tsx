'use client'
import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { CauseWord } from './cause-word.tsx'
import { headlineKey, lastFailure, statusKey } from './headline-key.ts'
import { NextReading } from './next-reading.tsx'
import { ShortInstant } from './short-instant.tsx'

/** What is known, by whom, and when. */
export function Headline({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt.headline')
  const words = useVendorWords()
  const { kind, state, nextReadAt, settledAt, dueAt, settledByPerson } = operation
  if (state === 'unknown') {
    return (
      <>
        <OpenSign />
        <NextReading
          at={nextReadAt}
          renderedAt={renderedAt}
          told={(countdown) => t.rich(`${kind}.unknown`, { next: () => countdown })}
          due={t(`${kind}.unknown_now`)}
        />
      </>
    )
  }
  return (
    <>
      {state === 'needs_human' ? <OpenSign /> : null}
      {t.rich(headlineKey(operation), {
        ...words,
        at: () => <ShortInstant at={settledAt} renderedAt={renderedAt} />,
        due: () => <Instant at={dueAt} precision="minute" />,
        who: () => <UntrustedText text={settledByPerson ?? ''} />,
      })}
    </>
  )
}

/** The filled sign of what nobody knows yet, as in every list: it must not read like a result. */
function OpenSign() {
  return (
    <span className="painted mr-2.5 inline-flex rounded-chip bg-caution-fill p-1 align-[-0.125em] text-caution-on">
      <Icon name="unknown" size="menu" />
    </span>
  )
}

/** The second sentence, once there is one: what the vendor reports after it accepted, or what a scheduled one waits for. */
export function StatusLine({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt.status')
  const words = useVendorWords()
  const key = statusKey(operation, renderedAt)
  if (key === null) return null
  const cause = () => <CauseWord cause={operation.state === 'scheduled' ? lastFailure(operation) : operation.cause} />
  return (
    <p className="mt-0.5 text-[0.9375rem] leading-5.75 text-ink-2">
      {t.rich(key, {
        ...words,
        since: () => <ShortInstant at={operation.vendorRevokeTime} renderedAt={renderedAt} />,
        cause,
        next: () => (
          <NextReading
            at={operation.nextReadAt}
            renderedAt={renderedAt}
            told={(countdown) => countdown}
            due={t('triedNow')}
          />
        ),
      })}
    </p>
  )
}

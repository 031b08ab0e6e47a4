'use client'
import { useTranslations } from 'next-intl'
import { useVendorWords } from '#components/shell/vendor.tsx'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { headlineKey } from './headline-key.ts'
import { NextReading } from './next-reading.tsx'
import { ShortInstant } from './short-instant.tsx'

/** What is known, by whom, and when. */
export function Headline({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt.headline')
  const words = useVendorWords()
  const { kind, state, nextReadAt, settledAt, vendorRevokeTime } = operation
  if (state === 'unknown') {
    return (
      <NextReading
        at={nextReadAt}
        renderedAt={renderedAt}
        told={(countdown) => t.rich(`${kind}.unknown`, { next: () => countdown })}
        due={t(`${kind}.unknown_now`)}
      />
    )
  }
  return t.rich(headlineKey(operation, renderedAt), {
    ...words,
    at: () => <ShortInstant at={settledAt} renderedAt={renderedAt} />,
    since: () => <ShortInstant at={vendorRevokeTime} renderedAt={renderedAt} />,
  })
}

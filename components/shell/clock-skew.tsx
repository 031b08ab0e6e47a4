'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useIsHydrated } from '#components/ui/hydrated.ts'
import { clockWords } from '#lib/settings/clock-words.ts'
import { meterOptions } from '#lib/settings/queries.ts'
import { useVendorWords } from './vendor.tsx'

/** By how much a clock is off and which way, beside whatever was refused for it. Nothing where no answer has told. */
export function ClockSkew() {
  const t = useTranslations('vendor')
  const { vendor } = useVendorWords()
  const { data } = useQuery(meterOptions())
  // The strip above may have it before this part of the page is taken over.
  const skew = useIsHydrated() ? (data?.clockSkew ?? null) : null
  return skew === null ? null : <> {t('clock', { vendor, ...clockWords(skew) })}</>
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { clockWords } from '#lib/settings/clock-words.ts'
import { meterOptions } from '#lib/settings/queries.ts'
import { useVendorWords } from './vendor.tsx'

/** By how much a clock is off and which way, beside whatever was refused for it. Nothing where no answer has told. */
export function ClockSkew() {
  const t = useTranslations('vendor')
  const { vendor } = useVendorWords()
  const { data } = useQuery(meterOptions())
  const skew = data?.clockSkew ?? null
  return skew === null ? null : <> {t('clock', { vendor, ...clockWords(skew) })}</>
}

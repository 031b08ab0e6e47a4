'use client'
import { useTranslations } from 'next-intl'

const causes = [
  'connect',
  'connection_lost',
  'deadline',
  'dns',
  'malformed',
  'no_slot',
  'not_json',
  'process_lost',
  'proxy',
  'server_error',
  'stopping',
  'throttled',
  'timed_out',
  'tls',
  'too_late',
  'truncated',
  'vendor_pause',
] as const

/** Why it was not sent, or why no outcome came: a word of our own vocabulary, never the message of an exception. */
export function CauseWord({ cause }: { cause: string | null }) {
  const t = useTranslations('receipt.cause')
  return t(causes.find((known) => known === cause) ?? 'other')
}

'use client'
import { useTranslations } from 'next-intl'

const causes = [
  'changed',
  'clock_ahead',
  'clock_off',
  'connect',
  'connection_lost',
  'deadline',
  'deleted_elsewhere',
  'deleted_here',
  'dns',
  'forbidden',
  'given_up',
  'malformed',
  'no_credentials',
  'no_slot',
  'not_expired',
  'not_issued',
  'not_json',
  'not_revoked',
  'operation_open',
  'process_lost',
  'proxy',
  'refused',
  'requester_disabled',
  'requester_not_permitted',
  'server_error',
  'stopping',
  'throttled',
  'timed_out',
  'tls',
  'too_late',
  'too_slow',
  'truncated',
  'unreachable',
  'vendor_pause',
] as const

/** Why it was not sent, or why no outcome came: a word of our own vocabulary, never the message of an exception. */
export function CauseWord({ cause }: { cause: string | null }) {
  const t = useTranslations('receipt.cause')
  return t(causes.find((known) => known === cause) ?? 'other')
}

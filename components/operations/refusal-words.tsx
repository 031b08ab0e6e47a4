'use client'
import { useTranslations } from 'next-intl'
import { useVendorWords } from '#components/shell/vendor.tsx'
import type { OperationKind } from '#lib/operations/state.ts'
import { ramActions, refusalMeaning } from './refusal-meaning.ts'

/** What a refusal means and what to do about it, in one or two sentences of our own. */
export function RefusalWords({
  kind,
  cloudCode,
  httpStatus,
}: {
  kind: OperationKind
  cloudCode: string | null
  httpStatus: number | null
}) {
  const t = useTranslations('writes.refused')
  const words = useVendorWords()
  const meaning = refusalMeaning({ cloudCode, httpStatus })
  if (meaning !== 'forbidden') return t(meaning, words)
  return t.rich('forbidden', { action: () => <span className="mono inline-block">{ramActions[kind]}</span> })
}

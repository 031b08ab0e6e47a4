'use client'
import { useTranslations } from 'next-intl'
import { TextLink } from '#components/ui/text-link.tsx'
import { paths } from '#lib/core/paths.ts'
import { spellText } from '#lib/core/text.ts'

/** The kept CRL itself, for whoever wants to check it: DER, as its CA signed it. */
export function CrlFile({ sha256, number }: { sha256: string; number: string | null }) {
  const t = useTranslations('ui.published')
  return (
    <TextLink href={paths.api.crl(sha256)} download>
      {number === null ? t('file') : t('fileNumbered', { number: spellText(number) })}
    </TextLink>
  )
}

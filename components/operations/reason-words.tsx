'use client'
import { useTranslations } from 'next-intl'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { deletionReasons, reasonCodes, revocationReasons } from '#lib/certificates/reasons.ts'

/** A recorded reason in plain words. One that this version does not offer any more is shown as it was recorded. */
export function ReasonName({ reason }: { reason: string }) {
  const t = useTranslations('reasons')
  const revocation = revocationReasons.find((known) => known === reason)
  if (revocation !== undefined) return t(`revocation.name.${revocation}`)
  const deletion = deletionReasons.find((known) => known === reason)
  return deletion === undefined ? <UntrustedText text={reason} /> : t(`deletion.${deletion}`)
}

/** Behind it, where it is one of RFC 5280, its name and code there, and who keeps it. */
export function ReasonKept({ reason }: { reason: string }) {
  const t = useTranslations('receipt')
  const known = revocationReasons.find((name) => name === reason)
  return (
    <span className="text-ink-3">
      {known === undefined ? t('reasonKeptPlain') : t('reasonKept', { name: known, code: reasonCodes[known] })}
    </span>
  )
}

'use client'
import { useTranslations } from 'next-intl'
import { revokeCertificateAction } from '#lib/certificates/actions.ts'
import { revocationReasons } from '#lib/certificates/reasons.ts'
import { revocationFindings } from './writing/finding-facts.ts'
import { WriteDialog, type WriteDialogProps } from './writing/write-dialog.tsx'

const acts = { revoke: revokeCertificateAction }

/**
 * **Revoke this certificate?** Rendered means open. Needs the words of `writingNamespaces`, the query client of the
 * console and `VendorProvider`.
 */
export function RevokeDialog(props: WriteDialogProps) {
  const t = useTranslations('reasons')
  const reasons = revocationReasons.map((reason) => ({
    value: reason,
    label: t('option', { name: t(`revocation.name.${reason}`), meaning: t(`revocation.meaning.${reason}`) }),
  }))
  return (
    <WriteDialog
      {...props}
      kind="revoke"
      acts={acts}
      reasons={reasons}
      findings={(_course, preview) => revocationFindings(preview)}
    />
  )
}

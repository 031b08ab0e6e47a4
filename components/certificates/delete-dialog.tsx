'use client'
import { useTranslations } from 'next-intl'
import { removeCertificateAction } from '#lib/certificates/actions.ts'
import { deletionReasons } from '#lib/certificates/reasons.ts'
import { deletionFindings } from './writing/finding-facts.ts'
import { WriteDialog, type WriteDialogProps } from './writing/write-dialog.tsx'

/**
 * **Delete this certificate permanently?** Rendered means open; focus begins at *Keep certificate*. Needs what
 * `RevokeDialog` needs.
 */
export function DeleteDialog(props: WriteDialogProps) {
  const t = useTranslations('reasons')
  const reasons = deletionReasons.map((reason) => ({ value: reason, label: t(`deletion.${reason}`) }))
  return (
    <WriteDialog {...props} kind="delete" act={removeCertificateAction} reasons={reasons} findings={deletionFindings} />
  )
}

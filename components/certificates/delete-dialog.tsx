'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { removeCertificateAction, scheduleDeletionAction } from '#lib/certificates/actions.ts'
import { deletionReasons } from '#lib/certificates/reasons.ts'
import type { When } from './writing/course.ts'
import { deletionFindings } from './writing/finding-facts.ts'
import { WriteDialog, type WriteDialogProps } from './writing/write-dialog.tsx'

const acts = { delete: removeCertificateAction, schedule: scheduleDeletionAction }

/**
 * **Delete this certificate permanently?** Rendered means open; focus begins at *Keep certificate*. Needs what
 * `RevokeDialog` needs, and the certificate's end as the page knows it: until the dialog has read it itself, that says
 * whether there is something to wait for.
 */
export function DeleteDialog({ notAfter, ...props }: WriteDialogProps & { notAfter: string | null }) {
  const t = useTranslations('reasons')
  const [when, choose] = useState<When>('expired')
  const [expected] = useState(() => notAfter !== null && Date.parse(notAfter) > Date.now())
  const reasons = deletionReasons.map((reason) => ({ value: reason, label: t(`deletion.${reason}`) }))
  return (
    <WriteDialog
      {...props}
      kind="delete"
      acts={acts}
      delay={{ expected, when, choose }}
      reasons={reasons}
      findings={deletionFindings}
    />
  )
}

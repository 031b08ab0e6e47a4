'use client'
import { useTranslations } from 'next-intl'
import { useState, type RefObject } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { SettleDialog } from './settle-dialog.tsx'

/** What nobody could find out by reading back: what to look for and where, and the button that ends the waiting. */
export function AskHuman({
  operation,
  role,
  heading,
}: {
  operation: OperationDetail
  role: Role
  heading: RefObject<HTMLElement | null>
}) {
  const t = useTranslations('receipt')
  const [isAsked, setAsked] = useState(false)
  const isAllowed = can(role, 'operation.settle')
  return (
    <>
      {operation.state === 'needs_human' ? (
        <div className="mt-4">
          <Notice icon="unknown" title={t('askedHuman.title')}>
            <p className="mb-2.5">{t('askedHuman.text')}</p>
            <Button look="primary" unavailable={isAllowed ? undefined : t('settle.off')} onClick={() => setAsked(true)}>
              {t('askedHuman.press')}
            </Button>
            {isAllowed ? null : <p className="mt-1.5 text-small">{t('settle.off')}</p>}
          </Notice>
        </div>
      ) : null}
      {isAsked ? (
        <SettleDialog operation={operation} onClose={() => setAsked(false)} fallbackFocus={() => heading.current} />
      ) : null}
    </>
  )
}

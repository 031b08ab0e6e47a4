'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { DeleteDialog } from '#components/certificates/delete-dialog.tsx'
import { RevokeDialog } from '#components/certificates/revoke-dialog.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { QuietEnd } from '#components/ui/document.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { isOpen, mayRetry } from '#lib/operations/state.ts'
import { deletionsOf } from './list-filters.ts'

/**
 * The last thing on a receipt: after a revocation the permanent delete, quiet and never focused; where nothing was
 * changed, another attempt. Everything else ends without a step.
 */
export function ReceiptEnd({
  operation,
  role,
  renderedAt,
}: {
  operation: OperationDetail
  role: Role
  renderedAt: number
}) {
  if (mayRetry(operation.state)) return <TryAgain operation={operation} role={role} />
  if (operation.kind === 'revoke' && operation.state === 'succeeded') {
    return <DeleteOffer operation={operation} role={role} renderedAt={renderedAt} />
  }
  return null
}

function TryAgain({ operation: { kind, identifier }, role }: { operation: OperationDetail; role: Role }) {
  const t = useTranslations('receipt.again')
  const [isAsked, setAsked] = useState(false)
  const isAllowed = can(role, kind === 'revoke' ? 'certificate.revoke' : 'certificate.delete')
  const OwnDialog = kind === 'revoke' ? RevokeDialog : DeleteDialog
  return (
    <QuietEnd text={isAllowed ? t('text') : `${t('text')} ${t('forbidden')}`}>
      <Button look="danger-outline" unavailable={isAllowed ? undefined : t('forbidden')} onClick={() => setAsked(true)}>
        {t('press')}
      </Button>
      {isAsked ? <OwnDialog identifier={identifier} onClose={() => setAsked(false)} /> : null}
    </QuietEnd>
  )
}

function DeleteOffer({
  operation: { identifier, certificate },
  role,
  renderedAt,
}: {
  operation: OperationDetail
  role: Role
  renderedAt: number
}) {
  const t = useTranslations('receipt.deletion')
  const { vendor } = useVendorWords()
  const [isAsked, setAsked] = useState(false)
  const { data } = useQuery(operationListOptions(deletionsOf(identifier)))
  const deletion = data?.items.find(
    (item) => item.identifier === identifier && (item.state === 'succeeded' || isOpen(item.state)),
  )
  if (deletion !== undefined) {
    return (
      <QuietEnd text={deletion.state === 'succeeded' ? t('done', { vendor }) : t('open')}>
        <TextLink href={paths.operation(deletion.id)}>{t('link')}</TextLink>
      </QuietEnd>
    )
  }
  const isAllowed = can(role, 'certificate.delete')
  const advice = <KeepAdvice notAfter={certificate.notAfter} renderedAt={renderedAt} />
  return (
    <QuietEnd
      text={
        isAllowed ? (
          advice
        ) : (
          <>
            {advice} {t('forbidden')}
          </>
        )
      }
    >
      <Button look="danger-outline" unavailable={isAllowed ? undefined : t('forbidden')} onClick={() => setAsked(true)}>
        {t('press')}
      </Button>
      {isAsked ? <DeleteDialog identifier={identifier} onClose={() => setAsked(false)} /> : null}
    </QuietEnd>
  )
}

/** The reason to wait, beside the button. */
function KeepAdvice({ notAfter, renderedAt }: { notAfter: string | null; renderedAt: number }) {
  const t = useTranslations('receipt.deletion')
  if (notAfter === null) return t('keepUndated')
  if (Date.parse(notAfter) < renderedAt) return t('keepExpired')
  return t.rich('keep', { day: () => <Instant at={notAfter} precision="day" /> })
}

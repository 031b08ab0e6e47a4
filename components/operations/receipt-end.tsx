'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { DeleteDialog } from '#components/certificates/delete-dialog.tsx'
import { useHeldOff } from '#components/certificates/held-off.ts'
import { RevokeDialog } from '#components/certificates/revoke-dialog.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { QuietEnd } from '#components/ui/document.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
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

/** Why a dangerous step cannot be taken, in a sentence; undefined when it can. `forbidden` speaks of the role. */
function useOff(isAllowed: boolean, forbidden: string): string | undefined {
  const t = useTranslations('receipt.off')
  const { vendor } = useVendorWords()
  const heldOff = useHeldOff()
  if (!isAllowed) return forbidden
  return heldOff === null ? undefined : t(heldOff, { vendor })
}

function TryAgain({ operation: { kind, identifier, certificate }, role }: { operation: OperationDetail; role: Role }) {
  const t = useTranslations('receipt.again')
  const [isAsked, setAsked] = useState(false)
  const off = useOff(can(role, kind === 'revoke' ? 'certificate.revoke' : 'certificate.delete'), t('forbidden'))
  return (
    <QuietEnd
      text={
        <Sentences>
          {t('text')}
          {off}
        </Sentences>
      }
    >
      <Button look="danger-outline" unavailable={off} onClick={() => setAsked(true)}>
        {t('press')}
      </Button>
      {isAsked && kind === 'revoke' ? <RevokeDialog identifier={identifier} onClose={() => setAsked(false)} /> : null}
      {isAsked && kind === 'delete' ? (
        <DeleteDialog identifier={identifier} notAfter={certificate.notAfter} onClose={() => setAsked(false)} />
      ) : null}
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
  const off = useOff(can(role, 'certificate.delete'), t('forbidden'))
  const { data } = useQuery(operationListOptions(deletionsOf(identifier)))
  const own = data?.items.filter((item) => item.identifier === identifier) ?? []
  const deletion = own.find((item) => item.state === 'succeeded' || isOpen(item.state))
  const scheduled = own.find((item) => item.state === 'scheduled')
  return (
    <>
      {deletion === undefined ? (
        <QuietEnd
          text={
            <Sentences>
              {scheduled === undefined ? (
                <KeepAdvice notAfter={certificate.notAfter} renderedAt={renderedAt} />
              ) : (
                t.rich('scheduled', {
                  due: () => <Instant at={scheduled.dueAt} precision="minute" />,
                  link: (chunks) => <TextLink href={paths.operation(scheduled.id)}>{chunks}</TextLink>,
                })
              )}
              {off}
            </Sentences>
          }
        >
          <Button look="danger-outline" unavailable={off} onClick={() => setAsked(true)}>
            {t('press')}
          </Button>
        </QuietEnd>
      ) : (
        <QuietEnd text={deletion.state === 'succeeded' ? t('done', { vendor }) : t('open')}>
          <TextLink href={paths.operation(deletion.id)}>{t('link')}</TextLink>
        </QuietEnd>
      )}
      {/* Stays when its own operation comes into the list: it holds entries, and perhaps the only copy of a RequestId. */}
      {isAsked ? (
        <DeleteDialog identifier={identifier} notAfter={certificate.notAfter} onClose={() => setAsked(false)} />
      ) : null}
    </>
  )
}

/** The reason to wait, beside the button. */
function KeepAdvice({ notAfter, renderedAt }: { notAfter: string | null; renderedAt: number }) {
  const t = useTranslations('receipt.deletion')
  if (notAfter === null) return t('keepUndated')
  if (Date.parse(notAfter) < renderedAt) return t('keepExpired')
  return t.rich('keep', { day: () => <Instant at={notAfter} precision="day" /> })
}

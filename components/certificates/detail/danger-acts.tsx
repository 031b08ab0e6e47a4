'use client'
import { useTranslations } from 'next-intl'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { DangerAct, DangerBox } from '#components/ui/document.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { useHeldOff } from '../held-off.ts'
import type { CertificateRights } from '../rights.ts'
import { writeOff, type WriteOff } from './writes-off.ts'

const RevokeDialog = dynamic(() => import('../revoke-dialog.tsx').then((module) => module.RevokeDialog), { ssr: false })
const DeleteDialog = dynamic(() => import('../delete-dialog.tsx').then((module) => module.DeleteDialog), { ssr: false })

/** The last thing on the page. A tombstone has none: nothing is left that could be done to it. */
export function DangerActs({ certificate, rights }: { certificate: CertificateDetail; rights: CertificateRights }) {
  const t = useTranslations('certificate.danger')
  const [open, setOpen] = useState<OperationKind | null>(null)
  const heldOff = useHeldOff()
  const close = () => setOpen(null)
  const { identifier, deletedAt, notAfter } = certificate
  const offOf = (kind: OperationKind, mayWrite: boolean) => writeOff(kind, certificate, { mayWrite, heldOff })
  return (
    <>
      {deletedAt === null ? (
        <DangerBox id="danger" title={t('title')}>
          <Act kind="revoke" off={offOf('revoke', rights.mayRevoke)} certificate={certificate} onPress={setOpen} />
          <Act kind="delete" off={offOf('delete', rights.mayDelete)} certificate={certificate} onPress={setOpen} />
        </DangerBox>
      ) : null}
      {/* Outside of what a colleague's deletion takes away: an open dialog holds entries, and perhaps a RequestId. */}
      {open === 'revoke' ? <RevokeDialog identifier={identifier} onClose={close} /> : null}
      {open === 'delete' ? <DeleteDialog identifier={identifier} notAfter={notAfter} onClose={close} /> : null}
    </>
  )
}

function Act({
  kind,
  off,
  certificate,
  onPress,
}: {
  kind: OperationKind
  /** Why it cannot be done; null when it can. */
  off: WriteOff | null
  certificate: CertificateDetail
  onPress: (kind: OperationKind) => void
}) {
  const t = useTranslations('certificate.danger')
  const words = useVendorWords()
  const reason = off === null ? undefined : t(`off.${off}`, { kind })
  const { openOperationId, sameName } = certificate
  return (
    <DangerAct
      title={t(`${kind}.title`)}
      consequence={
        <>
          <Sentences>
            {t(`${kind}.consequence`, words)}
            {kind === 'revoke' && off === null ? t('revoke.replaced', { count: sameName.total }) : null}
          </Sentences>
          {reason === undefined ? null : <span className="block font-medium text-ink">{reason}</span>}
          {off === 'open' && openOperationId !== null ? (
            <TextLink href={paths.operation(openOperationId)}>{t('toOperation')}</TextLink>
          ) : null}
        </>
      }
    >
      <Button look="danger-outline" size="large" unavailable={reason} onClick={() => onPress(kind)}>
        {t(`${kind}.press`)}
      </Button>
    </DangerAct>
  )
}

'use client'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogFooterNote } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import type { OperationKind } from '#lib/operations/state.ts'
import type { ConfirmState } from './use-confirm.ts'

/**
 * What is missing on the left, the two buttons on the right. The red one is a dashed outline until everything is there;
 * while it runs both are off and the line says what is being waited for.
 */
export function WriteFooter({
  kind,
  state,
  off,
  keepButton,
  onKeep,
  onConfirm,
}: {
  kind: OperationKind
  state: ConfirmState
  /** Why it cannot be confirmed yet, in a sentence. */
  off: string | null
  keepButton: Ref<HTMLButtonElement>
  onKeep: () => void
  onConfirm: () => void
}) {
  const t = useTranslations('writes')
  if (state.phase === 'unstored') {
    return (
      <>
        <span className="mr-auto" />
        <Button size="large" onClick={onKeep}>
          {t('unstored.close')}
        </Button>
      </>
    )
  }
  const isRunning = state.phase === 'running'
  return (
    <>
      <FooterNote state={state} off={off} />
      <Button ref={keepButton} size="large" onClick={onKeep} unavailable={isRunning ? t('held.running') : undefined}>
        {t(`${kind}.keep`)}
      </Button>
      <Button
        size="large"
        look="danger-fill"
        icon={kind === 'revoke' ? 'revoked' : 'deleted'}
        busy={isRunning ? t(`${kind}.running`) : undefined}
        unavailable={isRunning ? undefined : (off ?? undefined)}
        onClick={onConfirm}
      >
        {t(`${kind}.confirm`)}
      </Button>
    </>
  )
}

function FooterNote({ state, off }: { state: ConfirmState; off: string | null }) {
  const t = useTranslations('writes')
  const { vendor } = useVendorWords()
  if (state.phase !== 'running' && off === null) {
    return (
      <span className="mr-auto text-small text-ink-3 max-rail:hidden">
        {t.rich('escape', { key: () => <Kbd>Esc</Kbd> })}
      </span>
    )
  }
  return (
    <DialogFooterNote>
      <span role="status">{state.phase === 'running' ? t(`progress.${state.progress}`, { vendor }) : off}</span>
    </DialogFooterNote>
  )
}

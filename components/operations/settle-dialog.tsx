'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { SignInElsewhere } from '#components/certificates/writing/failure-facts.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { StatementDialog } from '#components/ui/statement-dialog.tsx'
import { mayHaveHappened } from '#lib/http/transport-error.ts'
import { settleOperationAction } from '#lib/operations/actions.ts'
import type { OperationKind } from '#lib/operations/state.ts'

type Verdict = 'done' | 'not_done'
type Failure = 'lost' | 'not_found' | 'not_open_for_settling' | 'unauthenticated' | 'other'

/**
 * What reading back could not tell, a person found out elsewhere and writes down here. The word stands: it is audited,
 * and it ends the operation. No verdict is chosen beforehand.
 */
export function SettleDialog({
  operation,
  onClose,
  fallbackFocus,
}: {
  operation: { readonly id: string; readonly kind: OperationKind }
  onClose: () => void
  /** The button that opened it goes with the question. */
  fallbackFocus: () => HTMLElement | null
}) {
  const t = useTranslations('receipt.settle')
  const { vendor } = useVendorWords()
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const { failure, isRunning, settle } = useSettling(operation.id, onClose)
  const { kind } = operation
  const words = {
    title: t('title'),
    text: t('text'),
    comment: t('comment'),
    commentHint: t('commentHint'),
    keep: t('keep'),
    press: t('press'),
    missing: t('missing'),
    running: t('running'),
  }
  return (
    <StatementDialog
      id="settle-comment"
      words={words}
      isReady={verdict !== null}
      isRunning={isRunning}
      fallbackFocus={fallbackFocus}
      notice={failure === null ? undefined : <SettleFailure failure={failure} />}
      onClose={onClose}
      onState={(comment) => {
        if (verdict !== null) settle({ verdict, comment })
      }}
    >
      <RadioGroup
        id="settle-verdict"
        name="verdict"
        label={t('question')}
        onChange={(event) => setVerdict(event.target.value === 'done' ? 'done' : 'not_done')}
        choices={[
          { value: 'done', label: t('done.label'), hint: t('done.hint', { kind, vendor }) },
          { value: 'not_done', label: t('notDone.label'), hint: t('notDone.hint', { kind, vendor }) },
        ]}
      />
    </StatementDialog>
  )
}

function useSettling(operationId: string, onClose: () => void) {
  const client = useQueryClient()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isRunning, setRunning] = useState(false)
  const send = async (said: { verdict: Verdict; comment: string }): Promise<Failure | null> => {
    try {
      const result = await settleOperationAction({ operationId, ...said })
      return result.ok ? null : failureOf(result.error)
    } catch {
      // The operation itself says whether it was settled, and repeating it changes nothing then.
      return 'lost'
    }
  }
  const settle = async (said: { verdict: Verdict; comment: string }) => {
    setRunning(true)
    const failed = await send(said)
    await client.invalidateQueries({ queryKey: ['operations'] })
    void client.invalidateQueries({ queryKey: ['certificates'] })
    setRunning(false)
    setFailure(failed)
    if (failed === null) onClose()
  }
  return {
    failure,
    isRunning,
    settle: (said: { verdict: Verdict; comment: string }) => {
      if (!isRunning) void settle(said)
    },
  }
}

function failureOf(error: { code: string }): Failure {
  const { code } = error
  if (mayHaveHappened(error)) return 'lost'
  if (code === 'not_found' || code === 'not_open_for_settling' || code === 'unauthenticated') return code
  return 'other'
}

function SettleFailure({ failure }: { failure: Failure }) {
  const t = useTranslations('receipt.settle.failure')
  return (
    <Notice
      shape="band"
      live="alert"
      icon={failure === 'lost' ? 'unknown' : 'refused'}
      title={t(failure === 'lost' ? 'lostTitle' : 'title')}
    >
      {t(failure)} {failure === 'unauthenticated' ? <SignInElsewhere /> : null}
    </Notice>
  )
}

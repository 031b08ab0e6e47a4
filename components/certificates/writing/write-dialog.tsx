'use client'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Dialog, DialogColumns, DialogConsequence } from '#components/ui/dialog.tsx'
import type { SelectOption } from '#components/ui/select-field.tsx'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { WriteAnswer } from './confirm-write.ts'
import { FailureNotice } from './failure-notice.tsx'
import type { FindingFact } from './finding-facts.ts'
import { FindingList } from './finding-list.tsx'
import { LiveReading } from './live-reading.tsx'
import { PreviewNotice } from './preview-notice.tsx'
import { isConfirmable } from './readiness.ts'
import { Subject, SubjectSkeleton } from './subject.tsx'
import { UnstoredAnswer } from './unstored-answer.tsx'
import { useWriting, type Confirmation } from './use-writing.ts'
import { WriteFooter } from './write-footer.tsx'
import { WriteForm } from './write-form.tsx'

export type WriteDialogProps = {
  /** The certificate's Identifier. */
  identifier: string
  /** Take the dialog away: kept, or gone on to the receipt. */
  onClose: () => void
  /** Where the focus goes when what opened the dialog is no longer there: the next row. */
  returnFocus?: () => HTMLElement | null
}

/**
 * The frame of both dangerous dialogs. Mounted means open: it reads the certificate by itself, confirms once, and
 * stays until the outcome is known or the certificate is kept.
 */
export function WriteDialog({
  kind,
  identifier,
  onClose,
  returnFocus,
  act,
  reasons,
  findings,
}: WriteDialogProps & {
  kind: OperationKind
  act: (confirmation: Confirmation) => Promise<WriteAnswer>
  reasons: readonly SelectOption[]
  findings: (preview: WritePreview) => readonly FindingFact[]
}) {
  const t = useTranslations('writes')
  const words = useVendorWords()
  const keepButton = useRef<HTMLButtonElement>(null)
  const writing = useWriting({ kind, identifier, act, onClose })
  const { preview, before, state } = writing
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`${kind}.title`)}
      reading={
        <LiveReading
          preview={preview}
          isReading={writing.isReading}
          isRepeated={before !== null && preview?.shown === before.shown && preview.readAt !== before.readAt}
        />
      }
      busy={state.phase === 'ready' ? undefined : t(`held.${state.phase}`)}
      {...(kind === 'delete' && { firstFocus: keepButton })}
      {...(returnFocus && { fallbackFocus: returnFocus })}
      notice={<WriteNotice kind={kind} writing={writing} />}
      footer={
        <WriteFooter
          kind={kind}
          state={state}
          off={offSentence()}
          keepButton={keepButton}
          onKeep={onClose}
          onConfirm={writing.confirm}
        />
      }
    >
      <DialogColumns
        subject={
          // As high as the form with its gate, which comes with the reading: the buttons stay where they are.
          <div className={kind === 'delete' ? 'pair:min-h-115' : 'pair:min-h-106'}>
            {preview === undefined ? (
              <SubjectSkeleton identifier={identifier} isReading={writing.isReading} />
            ) : (
              <Subject preview={preview} />
            )}
            <DialogConsequence>{t(`${kind}.consequence`, words)}</DialogConsequence>
            {preview === undefined ? null : <FindingList kind={kind} facts={findings(preview)} />}
          </div>
        }
        form={
          <WriteForm
            kind={kind}
            preview={preview}
            reasons={reasons}
            entries={writing.entries}
            onEnter={writing.enter}
          />
        }
      />
    </Dialog>
  )

  function offSentence(): string | null {
    // An action that does not exist any more cannot be tried again from this page.
    if (state.phase === 'ready' && state.failure?.code === 'console_updated') return t('failure.text.console_updated')
    if (writing.isReading) return t('reading.loading', words)
    if (preview === undefined || !isConfirmable(preview)) return t(`${kind}.off`)
    return writing.missing === null ? null : t(`missing.${writing.missing}`)
  }
}

function WriteNotice({ kind, writing }: { kind: OperationKind; writing: ReturnType<typeof useWriting> }) {
  const { state, preview, before, error, isReading, readAgain } = writing
  // Also after a failure: without it there would be no way on but to close the dialog and lose what was typed.
  const again = (
    <PreviewNotice kind={kind} preview={preview} error={error} isReading={isReading} onReadAgain={readAgain} />
  )
  if (state.phase === 'unstored') return <UnstoredAnswer receipt={state.receipt} />
  if (state.phase === 'ready' && state.failure !== null) {
    const after = isReading ? undefined : preview
    return (
      <>
        <FailureNotice failure={state.failure} context={{ kind, before, after }} />
        {preview?.readingFailure === null ? null : again}
      </>
    )
  }
  return again
}

'use client'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Dialog, DialogColumns, DialogConsequence } from '#components/ui/dialog.tsx'
import type { SelectOption } from '#components/ui/select-field.tsx'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { courseOf, isDelayable, type Course, type Delay } from './course.ts'
import { DelayChoice } from './delay-choice.tsx'
import { FailureNotice } from './failure-notice.tsx'
import type { FindingFact } from './finding-facts.ts'
import { FindingList } from './finding-list.tsx'
import { LiveReading } from './live-reading.tsx'
import { PreviewNotice } from './preview-notice.tsx'
import { isConfirmable, isGated } from './readiness.ts'
import { Subject, SubjectSkeleton } from './subject.tsx'
import { UnstoredAnswer } from './unstored-answer.tsx'
import { useWriting, type Act } from './use-writing.ts'
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
  acts,
  delay,
  reasons,
  findings,
}: WriteDialogProps & {
  kind: OperationKind
  /** What is called, by what is to be done. */
  acts: { readonly [course in Course]?: Act }
  /** Where it can wait. */
  delay?: Delay
  reasons: readonly SelectOption[]
  findings: (course: Course, preview: WritePreview) => readonly FindingFact[]
}) {
  const t = useTranslations('writes')
  const words = useVendorWords()
  const keepButton = useRef<HTMLButtonElement>(null)
  const writing = useWriting({
    kind,
    identifier,
    courseOf: (read) => {
      const course = courseOf(kind, delay, read)
      return { course, act: acts[course] ?? unknownAct }
    },
    onClose,
  })
  const { course, preview, before, state } = writing
  const isOffered = isDelayable(delay, preview)
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
      busy={state.phase === 'ready' ? undefined : t(course === 'schedule' ? 'schedule.held' : `held.${state.phase}`)}
      {...(kind === 'delete' && { firstFocus: keepButton })}
      {...(returnFocus && { fallbackFocus: returnFocus })}
      notice={<WriteNotice kind={kind} writing={writing} />}
      footer={
        <WriteFooter
          course={course}
          others={isOffered ? ['schedule', 'delete'] : []}
          until={preview?.certificate.notAfter ?? null}
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
          <div className={kind === 'revoke' ? 'pair:min-h-106' : isOffered ? 'pair:min-h-150' : 'pair:min-h-115'}>
            {preview === undefined ? (
              <SubjectSkeleton identifier={identifier} isReading={writing.isReading} />
            ) : (
              <Subject preview={preview} isGated={isGated(course, preview)} />
            )}
            <DialogConsequence>{t(`${course}.consequence`, words)}</DialogConsequence>
            {preview === undefined ? null : <FindingList kind={kind} facts={findings(course, preview)} />}
          </div>
        }
        form={
          <WriteForm
            course={course}
            preview={preview}
            reasons={reasons}
            entries={writing.entries}
            onEnter={writing.enter}
            above={
              delay !== undefined && isOffered ? (
                <DelayChoice id="delay" delay={delay} preview={preview} isRunning={state.phase === 'running'} />
              ) : undefined
            }
          />
        }
      />
    </Dialog>
  )

  function offSentence(): string | null {
    // An action that does not exist any more cannot be tried again from this page.
    if (state.phase === 'ready' && state.failure?.code === 'console_updated') return t('failure.text.console_updated')
    if (writing.isReading) return t('reading.loading', words)
    if (preview?.refusal) return t(`closed.${preview.refusal.code}`)
    if (preview === undefined || !isConfirmable(preview)) return t(`${course}.off`)
    return writing.missing === null ? null : t(`missing.${writing.missing}`)
  }
}

function unknownAct(): never {
  throw new Error('a dialog without an action for what it offers')
}

function WriteNotice({ kind, writing }: { kind: OperationKind; writing: ReturnType<typeof useWriting> }) {
  const { course, state, preview, before, error, isReading, readAgain } = writing
  // Also after a failure: without it there would be no way on but to close the dialog and lose what was typed.
  const again = (
    <PreviewNotice kind={kind} preview={preview} error={error} isReading={isReading} onReadAgain={readAgain} />
  )
  if (state.phase === 'unstored') return <UnstoredAnswer receipt={state.receipt} />
  // A failure is one of what was pressed: it comes back with that choice.
  if (state.phase === 'ready' && state.failure !== null && state.failed === course) {
    const after = isReading ? undefined : preview
    return (
      <>
        <FailureNotice failure={state.failure} context={{ kind, course, before, after }} />
        {preview?.readingFailure === null ? null : again}
      </>
    )
  }
  return again
}

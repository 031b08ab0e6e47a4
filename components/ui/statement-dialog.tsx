'use client'
import { useState, type ReactNode } from 'react'
import { COMMENT_LENGTH } from '#lib/core/entry-lengths.ts'
import { Button } from './button.tsx'
import { Dialog, DialogColumn, DialogConsequence, DialogFooterNote } from './dialog.tsx'
import { useLengthError } from './field.tsx'
import { TextArea } from './text-area.tsx'

/** What each part is called; `missing` says what is still to be filled in. */
export type StatementWords = {
  readonly title: string
  readonly text: string
  readonly comment: string
  readonly commentHint: string
  readonly keep: string
  readonly press: string
  readonly missing: string
  readonly running: string
}

/**
 * A question that a person answers with words of their own, which stand afterwards. The words are kept while it is open,
 * also after a failure; while it runs nothing can be pressed or closed.
 */
export function StatementDialog({
  id,
  words,
  isReady = true,
  isRunning,
  about,
  notice,
  fallbackFocus,
  onClose,
  onState,
  children,
}: {
  /** Of the field for the words. */
  id: string
  words: StatementWords
  /** Whether the other fields are filled in. */
  isReady?: boolean
  isRunning: boolean
  /** What the question is about, where the page under it does not say. */
  about?: ReactNode
  /** What went wrong the last time. */
  notice: ReactNode
  /** Where the focus goes when what had it is gone with the question. */
  fallbackFocus: () => HTMLElement | null
  onClose: () => void
  onState: (comment: string) => void
  /** Other fields, above the words. */
  children?: ReactNode
}) {
  const [comment, setComment] = useState('')
  const tooLong = useLengthError(comment, COMMENT_LENGTH)
  const isComplete = isReady && comment.trim() !== '' && tooLong === undefined
  const busy = isRunning ? words.running : undefined
  return (
    <Dialog
      open
      narrow
      onClose={onClose}
      title={words.title}
      busy={busy}
      fallbackFocus={fallbackFocus}
      notice={isRunning ? undefined : notice}
      footer={
        <>
          <DialogFooterNote>
            <span role="status">{isComplete ? null : words.missing}</span>
          </DialogFooterNote>
          <Button size="large" onClick={onClose} unavailable={busy}>
            {words.keep}
          </Button>
          <Button
            size="large"
            look="primary"
            busy={busy}
            unavailable={isComplete || isRunning ? undefined : words.missing}
            onClick={() => {
              if (isComplete && !isRunning) onState(comment)
            }}
          >
            {words.press}
          </Button>
        </>
      }
    >
      <DialogColumn>
        {about}
        <div className={about === undefined ? '-mt-4' : ''}>
          <DialogConsequence>{words.text}</DialogConsequence>
        </div>
        {children}
        <TextArea
          id={id}
          label={words.comment}
          hint={words.commentHint}
          required
          error={tooLong}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </DialogColumn>
    </Dialog>
  )
}

'use client'
import { useTranslations } from 'next-intl'
import { SignInElsewhere } from '#components/certificates/writing/failure-facts.tsx'
import { Button } from '#components/ui/button.tsx'
import { useLengthError } from '#components/ui/field.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { MOST_TAGS, NOTE_LENGTH, OWNER_LENGTH, TAG_LENGTH, type Annotation } from '#lib/annotations/annotation.ts'
import { AnnotationText } from './annotation-text.tsx'
import type { Draft, DraftOf } from './kept-draft.ts'
import type { SendFailure } from './send-annotation.ts'
import { useAnnotationForm, type Problems } from './use-annotation-form.ts'

/** Where owner, tags and note are written. What a colleague has written meanwhile is shown beside it, and kept. */
export function AnnotationForm({
  of,
  annotation,
  onClose,
}: {
  of: DraftOf
  annotation: Annotation
  onClose: (how: 'stored' | 'kept') => void
}) {
  const t = useTranslations('certificate.annotation')
  const { draft, theirs, failure, isSending, problems, change, save, discard } = useAnnotationForm(
    of,
    annotation,
    onClose,
  )
  return (
    <form
      aria-label={t('form')}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {theirs === null ? null : <Theirs current={theirs} />}
      <Fields draft={draft} problems={problems} change={change} />
      {failure === null ? null : <Failure failure={failure} />}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={isSending ? t('saving') : undefined}>
          {t(theirs === null ? 'save' : 'saveOver')}
        </Button>
        <Button unavailable={isSending ? t('saving') : undefined} onClick={discard}>
          {t(theirs === null ? 'discard' : 'takeTheirs')}
        </Button>
      </div>
    </form>
  )
}

function Fields({
  draft,
  problems,
  change,
}: {
  draft: Draft
  problems: Problems
  change: (part: Partial<Draft>) => void
}) {
  const t = useTranslations('certificate.annotation')
  const ownerError = useLengthError(draft.owner, OWNER_LENGTH)
  const noteError = useLengthError(draft.note, NOTE_LENGTH)
  return (
    <>
      <div className="gap-x-4 pair:grid pair:grid-cols-2">
        <TextField
          id="annotation-owner"
          label={t('owner')}
          hint={t('ownerHint')}
          error={problems.owner === null ? ownerError : t('problem.unreadable')}
          autoComplete="off"
          autoFocus
          value={draft.owner}
          onChange={({ target }) => change({ owner: target.value })}
        />
        <TextField
          id="annotation-tags"
          label={t('tags')}
          hint={t('tagsHint', { most: MOST_TAGS })}
          error={
            problems.tags === null ? undefined : t(`problem.${problems.tags}`, { most: MOST_TAGS, length: TAG_LENGTH })
          }
          autoComplete="off"
          value={draft.tags}
          onChange={({ target }) => change({ tags: target.value })}
        />
      </div>
      <TextArea
        id="annotation-note"
        label={t('note')}
        hint={t('noteHint')}
        tall
        error={noteError}
        value={draft.note}
        onChange={({ target }) => change({ note: target.value })}
      />
    </>
  )
}

/** Who wrote in the meantime, and what: nothing of it is replaced unseen. */
function Theirs({ current }: { current: Annotation }) {
  const t = useTranslations('certificate.annotation')
  return (
    <div className="mb-3.5">
      <Notice
        live="alert"
        title={t.rich('changed', {
          name: () => <UntrustedText text={current.updatedBy ?? ''} />,
          at: () => <Instant at={current.updatedAt} precision="minute" />,
        })}
      >
        <p className="mb-2">{t('changedText')}</p>
        <AnnotationText text={current} />
      </Notice>
    </div>
  )
}

function Failure({ failure }: { failure: SendFailure }) {
  const t = useTranslations('certificate.annotation')
  return (
    <Notice
      live="alert"
      icon={failure === 'lost' ? 'unknown' : 'refused'}
      title={t(failure === 'lost' ? 'failed' : 'notSaved')}
    >
      {t(`failure.${failure}`)} {failure === 'unauthenticated' ? <SignInElsewhere /> : null}
    </Notice>
  )
}

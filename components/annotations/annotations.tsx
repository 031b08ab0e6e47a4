'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Section } from '#components/ui/document.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { Annotation } from '#lib/annotations/annotation.ts'
import { AnnotationForm } from './annotation-form.tsx'
import { AnnotationText } from './annotation-text.tsx'
import { keptDraft } from './kept-draft.ts'

// What people here have written on a certificate. Nothing of it is asked back: it can be changed again, and the audit
// keeps what stood there before.

/** Owner, tags and note, and the form in their place while they are edited. */
export function Annotations({
  identifier,
  annotation,
  person,
  mayAnnotate,
}: {
  identifier: string
  annotation: Annotation
  /** Who would write. */
  person: string
  mayAnnotate: boolean
}) {
  const t = useTranslations('certificate.annotation')
  const [isEditing, setEditing] = useState(false)
  const [isStored, setStored] = useState(false)
  const of = { person, identifier }
  const isBegun = useSyncExternalStore(
    neverChanges,
    () => keptDraft(of) !== null,
    () => false,
  )
  const edit = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    // The form is gone, and with it what had the focus.
    if (wasEditing.current && !isEditing) edit.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  return (
    <Section id="annotations" title={t('title')} remark={t('remark')}>
      {isEditing ? (
        <AnnotationForm
          of={of}
          annotation={annotation}
          onClose={(outcome) => {
            setStored(outcome === 'stored')
            setEditing(false)
          }}
        />
      ) : (
        <>
          <Written annotation={annotation} />
          <div className="mt-2">
            <Button
              ref={edit}
              size="small"
              unavailable={mayAnnotate ? undefined : t('off')}
              onClick={() => {
                setStored(false)
                setEditing(true)
              }}
            >
              {t(isBegun ? 'resume' : 'edit')}
            </Button>
          </div>
        </>
      )}
      <LiveRegion>{isStored ? t('stored') : null}</LiveRegion>
    </Section>
  )
}

function neverChanges(): () => void {
  return () => undefined
}

function Written({ annotation }: { annotation: Annotation }) {
  const t = useTranslations('certificate.annotation')
  const { updatedBy, updatedAt } = annotation
  if (updatedBy === null) return <p className="text-ink-2">{t('nothing')}</p>
  return (
    <>
      <AnnotationText text={annotation} />
      <p className="mt-1 text-small text-ink-3">
        {t.rich('by', {
          name: () => <UntrustedText text={updatedBy} />,
          at: () => <Instant at={updatedAt} precision="minute" />,
        })}
      </p>
    </>
  )
}

'use client'
import { useTranslations } from 'next-intl'
import { useId, type ReactNode } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { useLengthError } from '#components/ui/field.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { SelectField, type SelectOption } from '#components/ui/select-field.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { instantOf } from '#lib/core/format.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'
import { COMMENT_LENGTH, TICKET_LENGTH } from '#lib/core/entry-lengths.ts'
import type { Course } from './course.ts'
import { GateField } from './gate-field.tsx'
import { isGated, needsAcknowledgement, type WriteEntries } from './readiness.ts'

/**
 * What is filled in. There is no form element: Enter in a field sends nothing, ever; what cannot be undone is pressed
 * by its own button.
 */
export function WriteForm({
  course,
  preview,
  reasons,
  entries,
  onEnter,
  above,
}: {
  course: Course
  preview: WritePreview | undefined
  reasons: readonly SelectOption[]
  entries: WriteEntries
  onEnter: (entered: Partial<WriteEntries>) => void
  /** Before everything else: when it is to happen. */
  above?: ReactNode
}) {
  const t = useTranslations('writes')
  const words = useVendorWords()
  const id = useId()
  const ticketError = useLengthError(entries.ticket, TICKET_LENGTH)
  const commentError = useLengthError(entries.comment, COMMENT_LENGTH)
  return (
    <>
      {above}
      <SelectField
        id={`${id}-reason`}
        label={t('reason')}
        options={reasons}
        placeholder={t('reasonNone')}
        hint={t('reasonHint', words)}
        value={entries.reason}
        onChange={(event) => onEnter({ reason: event.target.value })}
      />
      <TextField
        id={`${id}-ticket`}
        label={t('ticket')}
        optional
        autoComplete="off"
        error={ticketError}
        value={entries.ticket}
        onChange={(event) => onEnter({ ticket: event.target.value })}
      />
      <TextArea
        id={`${id}-comment`}
        label={t('comment')}
        optional
        error={commentError}
        value={entries.comment}
        onChange={(event) => onEnter({ comment: event.target.value })}
      />
      <p className="text-small text-ink-2">{t(course === 'schedule' ? 'schedule.recorded' : 'recorded')}</p>
      {preview !== undefined && isGated(course, preview) ? (
        <>
          <GateField
            id={`${id}-gate`}
            reasons={preview.gate}
            serialNumber={preview.certificate.serialNumber}
            typed={entries.typed}
            onType={(typed) => onEnter({ typed })}
          />
          {needsAcknowledgement(course, preview) ? (
            <Acknowledgement
              notAfter={preview.certificate.notAfter}
              checked={entries.acknowledged}
              onCheck={(acknowledged) => onEnter({ acknowledged })}
            />
          ) : null}
        </>
      ) : null}
    </>
  )
}

function Acknowledgement({
  notAfter,
  checked,
  onCheck,
}: {
  notAfter: string | null
  checked: boolean
  onCheck: (checked: boolean) => void
}) {
  const t = useTranslations('writes')
  const endsAt = notAfter === null ? null : instantOf(notAfter)
  return (
    <div className="mt-1.5">
      <Checkbox checked={checked} onChange={(event) => onCheck(event.target.checked)}>
        {endsAt === null
          ? t('acknowledgeUndated')
          : t.rich('acknowledge', { day: () => <Instant at={endsAt} precision="day" /> })}
      </Checkbox>
    </div>
  )
}

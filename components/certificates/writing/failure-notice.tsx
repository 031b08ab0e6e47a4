'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { refusalMeaning } from '#components/operations/refusal-meaning.ts'
import { RefusalWords } from '#components/operations/refusal-words.tsx'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { ChangeList } from './change-list.tsx'
import type { Course } from './course.ts'
import { FailureFacts } from './failure-facts.tsx'
import { ForbiddenWords } from './forbidden-words.tsx'
import type { WriteFailure } from './write-failure.ts'

export type FailureContext = {
  readonly kind: OperationKind
  readonly course: Course
  /** What was shown when the button was pressed. */
  readonly before: WritePreview | null
  /** What has been read since; undefined while that reading is under way. */
  readonly after: WritePreview | undefined
}

/**
 * A refusal, between the body of the dialog and its buttons: first what did not happen, then what to do, then what is
 * needed to find out more. It interrupts once; the entries stay as they are.
 */
export function FailureNotice({ failure, context }: { failure: WriteFailure; context: FailureContext }) {
  const t = useTranslations('writes.failure')
  const { Vendor } = useVendorWords()
  const status = (context.after ?? context.before)?.certificate.status ?? 'unknown'
  return (
    <Notice
      shape="band"
      live="alert"
      icon={failure.code === 'no_word' || failure.code === 'session_ended' ? 'unknown' : 'refused'}
      title={t(`title.${failure.code}`, { Vendor, kind: context.kind, course: context.course, status })}
    >
      <p>
        <FailureText failure={failure} context={context} />
        {isAboutTheClock(failure) ? <ClockSkew /> : null}
      </p>
      <FailureFacts failure={failure} certificateId={context.before?.certificate.identifier ?? null} />
    </Notice>
  )
}

function isAboutTheClock(failure: WriteFailure): boolean {
  if (failure.code === 'cloud_refused') return refusalMeaning(failure) === 'clock'
  return failure.code === 'reading_failed' && failure.failure.kind === 'clock_off'
}

/** One sentence per code; a new code does not compile without its own. */
function FailureText({ failure, context }: { failure: WriteFailure; context: FailureContext }): ReactNode {
  const t = useTranslations('writes')
  const words = useVendorWords()
  switch (failure.code) {
    case 'cloud_refused':
      return <RefusalWords kind={context.kind} cloudCode={failure.cloudCode} httpStatus={failure.httpStatus} />
    case 'not_sent':
      return <UnsentWords cause={failure.cause} />
    case 'reading_failed':
      return t(`reading.failed.${failure.failure.kind}`, words)
    case 'cloud_unavailable':
      return t(`reading.failed.${failure.failure === 'not_found' ? 'absent' : failure.failure}`, words)
    case 'not_recorded':
    case 'store_unavailable':
      return t(`store.${failure.failure}`)
    case 'forbidden':
      return <ForbiddenWords heldBy={failure.heldBy} auditSequence={failure.auditSequence} />
    case 'invalid_input':
      return t('failure.text.invalid_input', { fields: failure.issues.map(({ path }) => path).join(', ') })
    case 'changed_since_shown':
      return (
        <>
          <ChangeList before={context.before} after={context.after} /> {t('failure.text.changed_since_shown')}
        </>
      )
    case 'already_deleted':
    case 'already_revoked':
    case 'console_updated':
    case 'foreign_origin':
    case 'gate_not_met':
    case 'internal':
    case 'never_recorded':
    case 'no_longer_permitted':
    case 'no_word':
    case 'not_acknowledged':
    case 'not_done':
    case 'not_issued':
    case 'not_revoked':
    case 'nothing_to_wait_for':
    case 'offline':
    case 'operation_id_taken':
    case 'operation_open':
    case 'password_change_required':
    case 'session_ended':
    case 'unauthenticated':
      return t(`failure.text.${failure.code}`, words)
  }
}

const unsentCauses = [
  'connect',
  'deadline',
  'dns',
  'no_slot',
  'proxy',
  'stopping',
  'tls',
  'too_late',
  'vendor_pause',
] as const

function UnsentWords({ cause }: { cause: string | null }) {
  const t = useTranslations('writes.unsent')
  const words = useVendorWords()
  const known = unsentCauses.find((word) => word === cause)
  return t(known ?? 'other', words)
}

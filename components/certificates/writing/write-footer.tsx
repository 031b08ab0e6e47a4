'use client'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import type { ButtonLook } from '#components/ui/button-look.ts'
import { Button } from '#components/ui/button.tsx'
import { DialogFooterNote } from '#components/ui/dialog.tsx'
import type { IconName } from '#components/ui/icon-sprite.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { SteadyLabel } from '#components/ui/steady-label.tsx'
import type { Course } from './course.ts'
import type { ConfirmState } from './use-confirm.ts'

/** Red destroys; what waits for its day destroys nothing yet. */
const looks: Record<Course, { look: ButtonLook; icon: IconName }> = {
  revoke: { look: 'danger-fill', icon: 'revoked' },
  delete: { look: 'danger-fill', icon: 'deleted' },
  schedule: { look: 'primary', icon: 'clock' },
}

/**
 * What is missing on the left, the two buttons on the right. The one that acts is a dashed outline until everything is
 * there; while it runs both are off and the line says what is being waited for.
 */
export function WriteFooter({
  course,
  others,
  until,
  state,
  off,
  keepButton,
  onKeep,
  onConfirm,
}: {
  course: Course
  /** What the same button may come to say: it is as wide as the widest of them. */
  others: readonly Course[]
  /** Before which nothing is sent, where it waits; RFC 3339. */
  until: string | null
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
  const held = course === 'schedule' ? t('schedule.held') : t('held.running')
  return (
    <>
      <FooterNote course={course} until={until} state={state} off={off} />
      <Button ref={keepButton} size="large" onClick={onKeep} unavailable={isRunning ? held : undefined}>
        {t(`${course}.keep`)}
      </Button>
      <Button
        size="large"
        {...looks[course]}
        busy={isRunning ? t(`${course}.running`) : undefined}
        unavailable={isRunning ? undefined : (off ?? undefined)}
        onClick={onConfirm}
      >
        <SteadyLabel others={others.map((other) => t(`${other}.confirm`))}>{t(`${course}.confirm`)}</SteadyLabel>
      </Button>
    </>
  )
}

function FooterNote({
  course,
  until,
  state,
  off,
}: {
  course: Course
  until: string | null
  state: ConfirmState
  off: string | null
}) {
  const t = useTranslations('writes')
  const { vendor } = useVendorWords()
  if (state.phase === 'running') {
    const { progress } = state
    const isLost = progress === 'looking' || progress === 'console_silent'
    return (
      <Told>{course === 'schedule' && !isLost ? t('schedule.progress') : t(`progress.${progress}`, { vendor })}</Told>
    )
  }
  if (off !== null) return <Told>{off}</Told>
  if (course === 'schedule') {
    return (
      <DialogFooterNote>
        {t.rich('schedule.ready', { day: () => <Instant at={until} precision="day" /> })}
      </DialogFooterNote>
    )
  }
  return (
    <span className="mr-auto text-small text-ink-3 max-rail:hidden">
      {t.rich('escape', { key: () => <Kbd>Esc</Kbd> })}
    </span>
  )
}

function Told({ children }: { children: string }) {
  return (
    <DialogFooterNote>
      <span role="status">{children}</span>
    </DialogFooterNote>
  )
}

'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { SignInElsewhere } from '#components/certificates/writing/failure-facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { StatementDialog } from '#components/ui/statement-dialog.tsx'
import { acknowledgeAlarmAction } from '#lib/alarms/actions.ts'
import type { Alarm } from '#lib/alarms/alarm.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'

type Failure = 'lost' | 'acknowledged_already' | 'unauthenticated' | 'other'

/** Who takes note writes down what is done about it; the alarm then waits for nobody, and changes nothing else. */
export function AcknowledgeDialog({
  alarm,
  about,
  onClose,
}: {
  alarm: Alarm
  /** Which of several it is: they look alike but for the name. */
  about: ReactNode
  onClose: () => void
}) {
  const t = useTranslations('alarms.acknowledge')
  const router = useRouter()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isRunning, setRunning] = useState(false)
  const acknowledge = async (comment: string) => {
    setRunning(true)
    const failed = await send({ id: alarm.id, comment })
    setRunning(false)
    setFailure(failed)
    router.refresh()
    if (failed === null) onClose()
  }
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
      id="acknowledge-comment"
      words={words}
      isRunning={isRunning}
      about={about}
      // The button goes with its alarm.
      fallbackFocus={() => document.querySelector('main')}
      notice={failure === null ? undefined : <AcknowledgeFailure failure={failure} />}
      onClose={onClose}
      onState={(comment) => void acknowledge(comment)}
    />
  )
}

function AcknowledgeFailure({ failure }: { failure: Failure }) {
  const t = useTranslations('alarms.acknowledge')
  return (
    <Notice shape="band" live="alert" icon={failure === 'lost' ? 'unknown' : 'refused'} title={t('failed')}>
      {t(`failure.${failure}`)} {failure === 'unauthenticated' ? <SignInElsewhere /> : null}
    </Notice>
  )
}

async function send(said: { id: string; comment: string }): Promise<Failure | null> {
  try {
    const result = await acknowledgeAlarmAction(said)
    if (result.ok) return null
    const { code } = result.error
    if (mayHaveHappened(result.error)) return 'lost'
    return code === 'acknowledged_already' || code === 'unauthenticated' ? code : 'other'
  } catch {
    // Repeating it changes nothing where it was recorded.
    return 'lost'
  }
}

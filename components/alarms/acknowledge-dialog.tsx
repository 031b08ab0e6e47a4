'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { SignInElsewhere } from '#components/certificates/writing/failure-facts.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogColumn, DialogConsequence } from '#components/ui/dialog.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { acknowledgeAlarmAction } from '#lib/alarms/actions.ts'
import type { Alarm } from '#lib/alarms/alarm.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'

type Failure = 'lost' | 'acknowledged_already' | 'unauthenticated' | 'other'

/** Who takes note writes down what is done about it; the alarm then waits for nobody, and changes nothing else. */
export function AcknowledgeDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const t = useTranslations('alarms.acknowledge')
  const router = useRouter()
  const [comment, setComment] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isRunning, setRunning] = useState(false)
  const isReady = comment.trim() !== ''
  const acknowledge = async () => {
    setRunning(true)
    const failed = await send({ id: alarm.id, comment })
    setRunning(false)
    setFailure(failed)
    router.refresh()
    if (failed === null) onClose()
  }
  return (
    <Dialog
      open
      narrow
      onClose={onClose}
      title={t('title')}
      busy={isRunning ? t('running') : undefined}
      notice={
        failure === null || isRunning ? undefined : (
          <Notice shape="band" live="alert" icon={failure === 'lost' ? 'unknown' : 'refused'} title={t('failed')}>
            {t(`failure.${failure}`)} {failure === 'unauthenticated' ? <SignInElsewhere /> : null}
          </Notice>
        )
      }
      footer={
        <>
          <Button size="large" onClick={onClose} unavailable={isRunning ? t('running') : undefined}>
            {t('keep')}
          </Button>
          <Button
            size="large"
            look="primary"
            busy={isRunning ? t('running') : undefined}
            unavailable={isReady || isRunning ? undefined : t('missing')}
            onClick={() => {
              if (!isRunning) void acknowledge()
            }}
          >
            {t('press')}
          </Button>
        </>
      }
    >
      <DialogColumn>
        <div className="-mt-4">
          <DialogConsequence>{t('text')}</DialogConsequence>
        </div>
        <TextArea
          id="acknowledge-comment"
          label={t('comment')}
          hint={t('commentHint')}
          required
          maxLength={2000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </DialogColumn>
    </Dialog>
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

'use client'
import { useTranslations } from 'next-intl'
import dynamic from 'next/dynamic'
import { useLayoutEffect, useRef, useState } from 'react'
import { nameOf } from '#components/certificates/name-of.ts'
import { Button } from '#components/ui/button.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { alarmKinds, type Alarm } from '#lib/alarms/alarm.ts'
import { paths } from '#lib/core/paths.ts'

const AcknowledgeDialog = dynamic(() => import('./acknowledge-dialog.tsx').then((module) => module.AcknowledgeDialog), {
  ssr: false,
})

/** One alarm: what is wrong, since when, what follows from it, and where to look; somebody takes note of it. */
export function AlarmItem({ alarm, mayAcknowledge }: { alarm: Alarm; mayAcknowledge: boolean }) {
  const t = useTranslations('alarms')
  const [isOpen, setOpen] = useState(false)
  const item = useFocusLeftBehind()
  const kind = alarmKinds.find((known) => known === alarm.kind) ?? 'other'
  const name = alarm.identifier === null ? null : nameOf({ commonName: alarm.commonName, identifier: alarm.identifier })
  return (
    <div ref={item}>
      <Notice title={t(`title.${kind}`)}>
        {alarm.identifier === null || name === null ? null : (
          <NameLink href={paths.certificate(alarm.identifier)} name={name} />
        )}
        <p className="mt-1">
          {t.rich(`text.${kind}`, { until: () => <Instant at={alarm.trustedUntil} precision="day" /> })}
        </p>
        <p className="mt-1 text-small text-ink-2">
          {t.rich('raised', { at: () => <Instant at={alarm.raisedAt} /> })}
          {alarm.operationId === null ? null : (
            <>
              {' · '}
              <TextLink href={paths.operation(alarm.operationId)}>{t('receipt')}</TextLink>
            </>
          )}
        </p>
        <div className="mt-2.5">
          <Button unavailable={mayAcknowledge ? undefined : t('forbidden')} onClick={() => setOpen(true)}>
            {t('press')}
          </Button>
        </div>
        {isOpen ? (
          <AcknowledgeDialog
            alarm={alarm}
            about={<About title={t(`title.${kind}`)} name={name} />}
            onClose={() => setOpen(false)}
          />
        ) : null}
      </Notice>
    </div>
  )
}

function About({ title, name }: { title: string; name: string | null }) {
  return (
    <>
      {name === null ? null : (
        <p className="text-title break-words">
          <UntrustedText text={name} />
        </p>
      )}
      <p className="text-ink-2">{title}</p>
    </>
  )
}

/** The alarm goes when somebody has taken note of it, and the button that had the focus with it. */
function useFocusLeftBehind() {
  const item = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = item.current
    return () => {
      if (element?.contains(document.activeElement) === true) document.querySelector('main')?.focus()
    }
  }, [])
  return item
}

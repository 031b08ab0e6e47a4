'use client'
import { useTranslations } from 'next-intl'
import { Instant } from '#components/ui/instant.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { Delay } from './course.ts'

/** When it is to be deleted. Waiting is chosen beforehand: it costs nothing, and it can be taken back. */
export function DelayChoice({
  id,
  delay,
  preview,
  isRunning,
}: {
  id: string
  delay: Delay
  preview: WritePreview | undefined
  isRunning: boolean
}) {
  const t = useTranslations('writes.when')
  const endsAt = preview?.certificate.notAfter ?? null
  return (
    <RadioGroup
      id={id}
      name="when"
      label={t('label')}
      chosen={delay.when}
      disabled={isRunning}
      onChange={(event) => delay.choose(event.target.value === 'now' ? 'now' : 'expired')}
      choices={[
        {
          value: 'expired',
          label: t('expired.label'),
          hint:
            endsAt === null
              ? t('expired.hintUndated')
              : t.rich('expired.hint', { day: () => <Instant at={endsAt} precision="day" /> }),
        },
        { value: 'now', label: t('now.label'), hint: t('now.hint') },
      ]}
    />
  )
}

import { useTranslations } from 'next-intl'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { mayHaveHappened } from '#lib/http/transport-error.ts'

/** How a press on this page ended. `lost`: no answer tells, and it may have been done. */
export type Outcome = 'done' | 'failed' | 'lost'

export function outcomeOf({
  data,
  isError,
}: {
  data?: { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } } | undefined
  isError: boolean
}): Outcome | null {
  if (isError) return 'lost'
  if (data === undefined) return null
  if (data.ok) return 'done'
  return mayHaveHappened(data.error) ? 'lost' : 'failed'
}

/** In sight and read out, beside what was pressed. */
export function OutcomeNote({ outcome, failed, done }: { outcome: Outcome | null; failed: string; done?: string }) {
  const t = useTranslations('settings')
  const told =
    outcome === 'done' ? (done ?? null) : outcome === 'lost' ? t('lost') : outcome === 'failed' ? failed : null
  return (
    <LiveRegion hidden={told === null} look={outcome === 'done' ? 'plain' : 'caution'}>
      {told}
    </LiveRegion>
  )
}

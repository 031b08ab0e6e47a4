'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import type { ButtonSize } from '#components/ui/button-look.ts'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { certificateKeys } from '#lib/certificates/queries.ts'
import { runSyncAction } from '#lib/sync/actions.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

/** **Read again**: asks the worker for a full pass now. It is busy until that pass has ended. */
export function ReadAgain({ sync, size = 'small' }: { sync: SyncStatus | null; size?: ButtonSize }) {
  const t = useTranslations('certificates.readAgain')
  const client = useQueryClient()
  const { mutate, isPending, data, isError } = useMutation({
    mutationFn: () => runSyncAction({}),
    onSettled: () => client.invalidateQueries({ queryKey: certificateKeys.mirror }),
  })
  const isReading = isPending || sync?.running != null || sync?.requestedAt != null
  const hasFailed = isError || data?.ok === false
  return (
    <span>
      <Button
        look={size === 'small' ? 'quiet' : 'outline'}
        size={size}
        icon="again"
        busy={isReading ? t('busy') : undefined}
        onClick={() => {
          mutate()
        }}
      >
        {t('name')}
      </Button>
      <LiveRegion hidden={!hasFailed}>{hasFailed ? t('failed') : null}</LiveRegion>
    </span>
  )
}

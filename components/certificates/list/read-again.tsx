'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
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
  const [asking, setAsking] = useState<'idle' | 'asking' | 'failed'>('idle')
  const isReading = asking === 'asking' || (sync !== null && (sync.running ?? sync.requestedAt) !== null)
  const ask = async () => {
    setAsking('asking')
    const answer = await runSyncAction({}).catch(() => null)
    await client.invalidateQueries({ queryKey: certificateKeys.mirror })
    setAsking(answer?.ok === true ? 'idle' : 'failed')
  }
  return (
    <span>
      <Button
        look={size === 'small' ? 'quiet' : 'outline'}
        size={size}
        icon="again"
        busy={isReading ? t('busy') : undefined}
        onClick={() => void ask()}
      >
        {t('name')}
      </Button>
      <LiveRegion hidden={asking !== 'failed'}>{asking === 'failed' ? t('failed') : null}</LiveRegion>
    </span>
  )
}

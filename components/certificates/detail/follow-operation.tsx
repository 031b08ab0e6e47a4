'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { NextReading } from '#components/operations/next-reading.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { certificateKeys } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import { isOpen } from '#lib/operations/state.ts'

/** While an operation on it is open: what is known of it, where it is settled, and the page anew when it has been. */
export function FollowOperation({
  certificate: { identifier, openOperationId },
  renderedAt,
}: {
  certificate: CertificateDetail
  renderedAt: number
}) {
  if (openOperationId === null) return null
  return <OpenOperation id={openOperationId} identifier={identifier} renderedAt={renderedAt} />
}

function OpenOperation({ id, identifier, renderedAt }: { id: string; identifier: string; renderedAt: number }) {
  const t = useTranslations('certificate.open')
  const client = useQueryClient()
  const { data } = useQuery(operationOptions(id))
  const isSettled = data !== undefined && !isOpen(data.state)
  useEffect(() => {
    if (isSettled) void client.invalidateQueries({ queryKey: certificateKeys.detail(identifier) })
  }, [client, identifier, isSettled])
  const state = data?.state === 'unknown' || data?.state === 'needs_human' ? data.state : 'pending'
  return (
    <div className="mt-4">
      <Notice
        live="status"
        tone={state === 'pending' ? 'plain' : 'caution'}
        icon={state === 'pending' ? 'pending' : 'unknown'}
        title={t(`title.${state}`, { kind: data?.kind ?? 'revoke' })}
      >
        <Sentences>
          {t(`text.${state}`)}
          {data === undefined || state === 'pending' ? null : (
            <NextReading
              at={data.nextReadAt}
              renderedAt={renderedAt}
              told={(countdown) => t.rich('next', { next: () => countdown })}
              due={t('nextNow')}
            />
          )}
        </Sentences>
        <p className="mt-1">
          <TextLink href={paths.operation(id)}>{t('link')}</TextLink>
        </p>
      </Notice>
    </div>
  )
}

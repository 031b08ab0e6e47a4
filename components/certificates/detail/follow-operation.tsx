'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { NextReading } from '#components/operations/next-reading.tsx'
import { StaleNotice } from '#components/shell/states/stale-notice.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { certificateKeys } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import { isOpen } from '#lib/operations/state.ts'

/** While an operation on it is open: what is known of it, where it is settled, and the page anew when it has been. */
export function FollowOperation({ certificate, renderedAt }: { certificate: CertificateDetail; renderedAt: number }) {
  const { openOperationId } = certificate
  if (openOperationId === null) return null
  return <OpenOperation id={openOperationId} certificate={certificate} renderedAt={renderedAt} />
}

/** Until the page has read what an operation has made of its certificate. */
const READ_AGAIN_MS = 10_000

function OpenOperation({
  id,
  certificate: { identifier, operations, answeredAt, vendorStatus },
  renderedAt,
}: {
  id: string
  certificate: CertificateDetail
  renderedAt: number
}) {
  const t = useTranslations('certificate.open')
  const client = useQueryClient()
  const { data, error } = useQuery(operationOptions(id))
  const isSettled = data !== undefined && !isOpen(data.state)
  useEffect(() => {
    if (!isSettled) return undefined
    const readAgain = (): void => void client.invalidateQueries({ queryKey: certificateKeys.detail(identifier) })
    readAgain()
    // A reading that fails leaves this in its place.
    const timer = setInterval(readAgain, READ_AGAIN_MS)
    return () => clearInterval(timer)
  }, [client, identifier, isSettled])
  // Until it has been read by itself, it is told as of the certificate's own answer.
  const known = data ?? operations.find((operation) => operation.id === id)
  const state = isSettled ? 'settled' : isDoubtful(known?.state) ? known.state : 'pending'
  const kind = known?.kind ?? 'revoke'
  // The page shows the vendor's record below: that it is not known would be a contradiction, and that it is done a guess.
  const isFound = state === 'unknown' && kind === 'revoke' && vendorStatus === 'REVOKE'
  return (
    <div className="mt-4 grid gap-2">
      {error === null ? null : (
        <StaleNotice error={error} answeredAt={data?.answeredAt ?? answeredAt} renderedAt={renderedAt} />
      )}
      <Notice
        live="status"
        tone={isDoubtful(state) ? 'caution' : 'plain'}
        icon={isDoubtful(state) ? 'unknown' : 'pending'}
        title={t(isFound ? 'title.found' : `title.${state}`, { kind })}
      >
        <Sentences>
          {t(isFound ? 'text.found' : `text.${state}`)}
          {known === undefined || !isDoubtful(state) ? null : (
            <NextReading
              at={known.nextReadAt}
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

function isDoubtful(state: string | undefined): state is 'unknown' | 'needs_human' {
  return state === 'unknown' || state === 'needs_human'
}

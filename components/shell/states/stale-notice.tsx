'use client'
import { useTranslations } from 'next-intl'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
import { instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import { ApiError } from '#lib/http/problem.ts'

/**
 * What is on the page could not be read again: it stays, with its age and the reason. `answeredAt` is RFC 3339 by the
 * server's clock, null where nothing has been read. Signing in happens in a new tab, so that what stands here stays.
 */
export function StaleNotice({
  error,
  answeredAt,
  renderedAt,
}: {
  error: Error
  answeredAt: string | null
  renderedAt: number
}) {
  const t = useTranslations('ui.stale')
  const cause = causeOf(error)
  const at = answeredAt === null ? null : instantOf(answeredAt)
  return (
    <Notice
      live="status"
      title={
        <Sentences>
          {t(`cause.${cause}`)}
          <>
            {at === null
              ? t('unread')
              : t.rich('seen', { age: () => <RelativeAge at={at} renderedAt={renderedAt} inline /> })}
          </>
          {cause === 'signedOut' ? (
            <a href={paths.signIn} target="_blank" rel="noopener" className="underline">
              {t('signIn')}
            </a>
          ) : null}
        </Sentences>
      }
    />
  )
}

/** The same over a list. */
export function StaleList(props: Parameters<typeof StaleNotice>[0]) {
  return (
    <div className="px-5 py-2 max-rail:px-4">
      <StaleNotice {...props} />
    </div>
  )
}

function causeOf(error: Error): 'failed' | 'refused' | 'signedOut' | 'silent' | 'store' {
  if (!(error instanceof ApiError)) return 'failed'
  if (error.status === 401) return 'signedOut'
  if (error.status === 403) return 'refused'
  if (error.code === 'store_unavailable') return 'store'
  return error.correlationId === null ? 'silent' : 'failed'
}

'use client'
import { useTranslations } from 'next-intl'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { paths } from '#lib/core/paths.ts'
import { ApiError } from '#lib/http/problem.ts'

/** What is on the page is no longer followed: it stays, with its age (epoch ms) and the reason. */
export function StaleNotice({ error, at, renderedAt }: { error: Error; at: number; renderedAt: number }) {
  const t = useTranslations('receipt')
  const isSignedOut = error instanceof ApiError && error.status === 401
  return (
    <div className="mt-4">
      <Notice
        live="status"
        title={t.rich(isSignedOut ? 'staleSession' : 'stale', {
          age: () => <RelativeAge at={at} renderedAt={renderedAt} inline />,
          link: (chunks) => (
            <a href={paths.signIn} target="_blank" rel="noopener" className="underline">
              {chunks}
            </a>
          ),
        })}
      />
    </div>
  )
}

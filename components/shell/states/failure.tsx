'use client'
import { useTranslations } from 'next-intl'
import { storeFailureInDigest } from '#lib/http/store-failure.ts'
import type { StoreFailure } from '#lib/db/server/store-error.ts'
import { Button } from '#components/ui/button.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { WayHome } from './way-home.tsx'

/**
 * A page that broke. The message of the exception never gets here; `digest` is the reference under which the server's
 * log has it.
 */
export function Failure({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  const t = useTranslations('failure')
  const again = useTranslations('errors')('again')
  const store = storeFailureInDigest(digest)
  if (store !== null) return <StoreFailed failure={store} />
  return (
    <PageState
      level="h1"
      live="alert"
      heading={t('heading')}
      actions={
        <>
          <Button onClick={onRetry}>{again}</Button>
          <WayHome look="quiet" label={t('home')} />
        </>
      }
    >
      <p>{t('text')}</p>
      {digest === undefined ? null : (
        <p>
          <span className="text-small text-ink-3">{t('reference')}</span> <span className="mono">{digest}</span>
        </p>
      )}
    </PageState>
  )
}

/** Nobody can be known and nothing be read without the store: why, and what that did not do. A reload asks it anew. */
function StoreFailed({ failure }: { failure: StoreFailure }) {
  const t = useTranslations('errors')
  return (
    <>
      {/* What would have named the page broke with it. */}
      <title>{`${t('store.heading')} · Rescind`}</title>
      <PageState
        level="h1"
        live="alert"
        heading={t('store.heading')}
        actions={<Button onClick={() => location.reload()}>{t('again')}</Button>}
      >
        <p>{t(`store.cause.${failure}`)}</p>
        <p>{t('store.text')}</p>
      </PageState>
    </>
  )
}

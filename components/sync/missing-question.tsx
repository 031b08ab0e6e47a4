'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { nameOf } from '#components/certificates/name-of.ts'
import { Button } from '#components/ui/button.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { formatCount } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'
import { buryMissingAction, keepMissingAction } from '#lib/sync/actions.ts'
import type { MissingQuestion as Question } from '#lib/sync/schema.ts'

/**
 * A pass did not see more certificates than a mistake of the vendor or of ours explains: a wrong key or endpoint looks
 * just like "all deleted". An administrator decides; everybody sees that it is open.
 */
export function MissingQuestion({ question, mayDecide }: { question: Question; mayDecide: boolean }) {
  const t = useTranslations('sync.missing')
  const router = useRouter()
  const { mutate, isPending, variables, data, isError } = useMutation({
    mutationFn: (verdict: 'bury' | 'keep') =>
      (verdict === 'bury' ? buryMissingAction : keepMissingAction)({ passId: question.passId }),
    onSettled: () => {
      router.refresh()
    },
  })
  if (question.state === 'kept') return null
  const count = formatCount(question.count)
  const isLost = isError || (data?.ok === false && mayHaveHappened(data.error))
  const failed = isLost || data?.ok === false
  const decide = (verdict: 'bury' | 'keep') => ({
    unavailable: mayDecide ? undefined : t('adminOnly'),
    busy: isPending && variables === verdict ? t('busy') : undefined,
    onClick: () => {
      mutate(verdict)
    },
  })
  return (
    <Notice title={question.state === 'burying' ? t('burying', { count }) : t('title', { count })}>
      <p>{t.rich('text', { at: () => <Instant at={question.askedAt} /> })}</p>
      <ul className="mt-1.5" aria-label={t('sample')}>
        {question.sample.slice(0, 5).map((missing) => (
          <li key={missing.identifier}>
            <NameLink href={paths.certificate(missing.identifier)} name={nameOf(missing)} />
          </li>
        ))}
      </ul>
      {question.state === 'burying' ? null : (
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Button {...decide('keep')}>{t('keep')}</Button>
          <Button look="danger-outline" {...decide('bury')}>
            {t('bury', { count })}
          </Button>
        </div>
      )}
      <LiveRegion hidden={!failed}>{failed ? t(isLost ? 'lost' : 'failed') : null}</LiveRegion>
    </Notice>
  )
}

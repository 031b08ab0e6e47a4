'use client'
import { useTranslations } from 'next-intl'
import { SignInElsewhere } from '#components/certificates/writing/failure-facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { ActFailure } from './use-operation-act.ts'

/** Why the button did nothing; it stays until it is pressed again. */
export function ActFailureNotice({ failure }: { failure: ActFailure }) {
  const t = useTranslations('receipt.act')
  return (
    <Notice live="alert" icon={failure === 'lost' ? 'unknown' : 'refused'} title={t(`title.${failure}`)}>
      {t(`text.${failure}`)} {failure === 'unauthenticated' ? <SignInElsewhere /> : null}
    </Notice>
  )
}

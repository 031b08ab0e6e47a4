'use client'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { verifyAuditAction } from '#lib/audit/actions.ts'
import { Verdict } from './verdict.tsx'

/** **Verify now**: the server walks the whole chain, and how far it held is said here. */
export function VerifyNow() {
  const t = useTranslations('audit.verify')
  const { mutate, isPending, isError, data } = useMutation({ mutationFn: () => verifyAuditAction({}) })
  const hasFailed = isError || data?.ok === false
  return (
    <>
      <span role="status" className="mr-auto flex flex-wrap items-center gap-x-5 gap-y-1">
        {hasFailed ? <StatusMark mark="caution">{t('failed')}</StatusMark> : null}
        {data?.ok === true && !isPending ? <Verdict verification={data.value} /> : null}
        {data === undefined && !isError ? <span className="text-ink-2">{t('idle')}</span> : null}
      </span>
      <Button
        size="small"
        icon="check"
        busy={isPending ? t('running') : undefined}
        onClick={() => {
          mutate()
        }}
      >
        {t('press')}
      </Button>
    </>
  )
}

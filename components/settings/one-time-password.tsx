import { useTranslations } from 'next-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { UserWithOneTimePassword } from '#lib/auth/user.ts'

/** A password that is shown this once: whoever gets it must replace it at the first sign-in. */
export function OneTimePassword({ granted }: { granted: UserWithOneTimePassword }) {
  const t = useTranslations('settings.users')
  return (
    <Notice tone="plain" live="status" title={t('oneTime', { email: granted.user.email })}>
      <div className="mt-1.5 flex flex-wrap items-center gap-3">
        <span className="mono text-ink">{granted.oneTimePassword}</span>
        <CopyButton value={granted.oneTimePassword} label={t('copyPassword')} size="small" />
      </div>
    </Notice>
  )
}

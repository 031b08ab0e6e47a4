import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { useHolders } from './holders.ts'
import { VerifyNow } from './verify-now.tsx'

/** What the log rests on, and the check of it. */
export function VerifyBar({ role }: { role: Role | null }) {
  const t = useTranslations('audit.verify')
  const holders = useHolders('audit.verify')
  const isAllowed = role !== null && can(role, 'audit.verify')
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-1.5 border-y border-line bg-ground px-5 py-2 max-rail:px-4">
      {isAllowed ? (
        <VerifyNow />
      ) : (
        <>
          <span className="mr-auto text-ink-2">{t('idle')}</span>
          <Button size="small" unavailable={t('forbidden', { roles: holders })}>
            {t('press')}
          </Button>
        </>
      )}
      <span className="text-small text-ink-3">
        {t.rich('offline', { command: () => <code className="mono">npm run audit:verify -- FILE</code> })}
      </span>
    </div>
  )
}

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { kitFiles } from '#lib/audit/kit.ts'
import { can, type Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import { useHolders } from './holders.ts'
import { VerifyNow } from './verify-now.tsx'

/** What the log rests on, the check of it, and what it takes to check an export elsewhere. */
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
      <span className="flex basis-full flex-wrap gap-x-4 gap-y-1 text-small text-ink-3">
        <span>{t.rich('offline', { command: () => <code className="mono">npm run audit:verify -- FILE</code> })}</span>
        {role !== null && can(role, 'audit.export')
          ? kitFiles.map((file) => (
              <a key={file} href={paths.api.auditKit(file)} className="text-accent" download>
                {t(`kit.${file}`)}
              </a>
            ))
          : null}
      </span>
    </div>
  )
}

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

/**
 * Says on every page, above dialogs too, that nothing here is real. Its height is known to the style sheet (`--banner`)
 * by the `data-banner` mark, so that dialogs and sticky parts begin below it.
 */
export function EmulatorBanner({ endpoint, children }: { endpoint: string; children?: ReactNode }) {
  const t = useTranslations('shell.emulator')
  return (
    <div role="region" aria-label={t('word')} data-banner className="emulator-banner painted">
      <span
        className="hatch-caution h-3.5 w-38 flex-none max-side:w-12 max-rail:h-full max-rail:w-7"
        aria-hidden="true"
      />
      <span className="flex-none max-rail:flex-auto">
        <span className="font-brand tracking-[0.02em]">{t('name')}</span>
        <span className="ml-2.5">{t('promise')}</span>
        <span className="ml-2.5 max-rail:hidden">{t('endpoint', { endpoint })}</span>
        {children === undefined ? null : <span className="ml-2.5 max-side:hidden">{children}</span>}
      </span>
      <span className="hatch-caution h-3.5 flex-1 max-rail:hidden" aria-hidden="true" />
    </div>
  )
}

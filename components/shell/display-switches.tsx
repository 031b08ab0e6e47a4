import { useLocale, useTranslations } from 'next-intl'
import { LanguageSwitch } from './language-switch.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import type { Theme } from './theme.ts'

/** Language and theme. Both are remembered by a cookie and need no account. */
export function DisplaySwitches({ theme }: { theme: Theme }) {
  const t = useTranslations('shell')
  const words = { system: t('theme.system'), light: t('theme.light'), dark: t('theme.dark') }
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-2.5">
      <LanguageSwitch label={t('language')} locale={useLocale()} />
      <ThemeSwitch label={t('theme.label')} words={words} theme={theme} />
    </div>
  )
}

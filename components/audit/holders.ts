import { useLocale, useTranslations } from 'next-intl'
import { rolesWith, type Permission } from '#lib/auth/roles.ts'

/** Who holds a right, in words: `Auditor or Administrator`. */
export function useHolders(permission: Permission): string {
  const t = useTranslations('shell.role')
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  return list.format(rolesWith(permission).map((role) => t(role)))
}

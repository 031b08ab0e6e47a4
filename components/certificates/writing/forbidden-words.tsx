'use client'
import { useLocale, useTranslations } from 'next-intl'
import type { Role } from '#lib/auth/roles.ts'
import { formatCount } from '#lib/core/format.ts'

/** Which roles may do it, and under which number the attempt is on record. */
export function ForbiddenWords({ heldBy, auditSequence }: { heldBy: readonly Role[]; auditSequence: number | null }) {
  const t = useTranslations('writes.failure')
  const tRole = useTranslations('shell.role')
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  return (
    <>
      {t('heldBy', { roles: list.format(heldBy.map((role) => tRole(role))) })}{' '}
      {auditSequence === null ? null : t('recorded', { sequence: formatCount(auditSequence) })}
    </>
  )
}

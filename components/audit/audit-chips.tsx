import { useTranslations } from 'next-intl'
import { Chip } from '#components/ui/chip.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { auditActions, auditOutcomes } from '#lib/audit/event.ts'
import { auditConditionsOf, type AuditCondition, type AuditPageRequest } from '#lib/audit/filter.ts'
import { paths } from '#lib/core/paths.ts'
import { spellText } from '#lib/core/text.ts'
import { auditHref } from './audit-address.ts'

/** The conditions in force, each with the way to be rid of it. */
export function AuditChips({ filter }: { filter: AuditPageRequest }) {
  const t = useTranslations('audit.filter')
  const words = useConditionWords()
  const conditions = auditConditionsOf(filter)
  if (conditions.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-2 px-5 pb-3 max-rail:px-4">
      {conditions.map((condition) => {
        const { field, value } = words(condition)
        return (
          <Chip
            key={condition.field}
            field={field}
            value={value}
            removeHref={auditHref(condition.without)}
            removeLabel={t('remove', { field, value })}
          />
        )
      })}
      <TextLink href={paths.audit}>{t('clear')}</TextLink>
    </div>
  )
}

/** The condition whose removal helps most, beside the way to remove it. */
export function AuditConditionChip({ condition }: { condition: AuditCondition }) {
  return <Chip {...useConditionWords()(condition)} />
}

function useConditionWords(): (condition: AuditCondition) => { field: string; value: string } {
  const t = useTranslations('audit')
  const word = ({ field }: AuditCondition, value: string) => {
    const action = field === 'action' ? auditActions.find((known) => known === value) : undefined
    if (action !== undefined) return t(`action.${action}`)
    const outcome = field === 'outcome' ? auditOutcomes.find((known) => known === value) : undefined
    return outcome === undefined ? spellText(value) : t(`outcome.${outcome}`)
  }
  return (condition) => ({
    field: t(`filter.field.${condition.field}`),
    value: condition.values.map((value) => word(condition, value)).join(', '),
  })
}

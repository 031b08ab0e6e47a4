import { useTranslations } from 'next-intl'
import { Chip } from '#components/ui/chip.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { spellText } from '#lib/core/text.ts'
import { paths } from '#lib/core/paths.ts'
import { conditionsOf, type OperationCondition } from '#lib/operations/filter.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationKinds, stateFilters } from '#lib/operations/state.ts'
import { operationsHref } from './operations-href.ts'

/** The conditions in force, each with the way to be rid of it; an empty list offers the way to be rid of all. */
export function OperationChips({ filter, clearable }: { filter: OperationFilter; clearable: boolean }) {
  const t = useTranslations('operations.filter')
  const conditions = conditionsOf(filter)
  if (conditions.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-2 px-5 pb-3 max-rail:px-4">
      {conditions.map((condition) => (
        <ConditionChip key={condition.field} condition={condition} removable />
      ))}
      {clearable ? <TextLink href={paths.operations}>{t('clear')}</TextLink> : null}
    </div>
  )
}

export function ConditionChip({
  condition,
  removable = false,
}: {
  condition: OperationCondition
  removable?: boolean
}) {
  const t = useTranslations('operations.filter')
  const field = t(`field.${condition.field}`)
  const value = useConditionWords()(condition)
  if (!removable) return <Chip field={field} value={value} />
  return (
    <Chip
      field={field}
      value={value}
      removeHref={operationsHref(condition.without)}
      removeLabel={t('remove', { field, value })}
    />
  )
}

function useConditionWords(): (condition: OperationCondition) => string {
  const t = useTranslations('operations')
  return ({ field, values }) =>
    values
      .map((value) => {
        const kind = field === 'kind' ? operationKinds.find((known) => known === value) : undefined
        if (kind !== undefined) return t(`kind.${kind}`)
        const state = field === 'state' ? stateFilters.find((known) => known === value) : undefined
        if (state === undefined) return spellText(value)
        return state === 'succeeded' ? t('succeeded') : t(`state.${state}`)
      })
      .join(', ')
}

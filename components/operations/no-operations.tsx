import { useTranslations } from 'next-intl'
import { FilteredEmpty } from '#components/shell/states/filtered-empty.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { paths } from '#lib/core/paths.ts'
import { conditionsOf, type OperationCondition } from '#lib/operations/filter.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { ConditionChip } from './operation-chips.tsx'
import { operationsHref } from './operations-href.ts'

/** Nothing to list: nothing has been done yet, or the conditions leave nothing over. */
export function NoOperations({
  filter,
  removal,
}: {
  filter: OperationFilter
  /** The condition whose removal helps most. */
  removal: { condition: OperationCondition; count: number; isLowerBound: boolean } | null
}) {
  const t = useTranslations('operations')
  if (conditionsOf(filter).length > 0) {
    return (
      <FilteredEmpty
        heading={t('filtered')}
        clearHref={paths.operations}
        {...(removal !== null && {
          condition: <ConditionChip condition={removal.condition} />,
          count: removal.count,
          isLowerBound: removal.isLowerBound,
          removeHref: operationsHref(removal.condition.without),
        })}
      />
    )
  }
  return (
    <PageState
      heading={t('empty.heading')}
      actions={
        <ButtonLink look="primary" href={paths.certificates}>
          {t('empty.action')}
        </ButtonLink>
      }
    >
      <p>{t('empty.text')}</p>
    </PageState>
  )
}

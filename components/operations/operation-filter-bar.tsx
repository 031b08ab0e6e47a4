'use client'
import { useTranslations } from 'next-intl'
import { FilterDay, FilterInput, FilterSearch, FilterSelect } from '#components/ui/filter-fields.tsx'
import { FilterForm, useFilterForm } from '#components/ui/filter-form.tsx'
import { MoreConditions } from '#components/ui/more-conditions.tsx'
import { paths } from '#lib/core/paths.ts'
import { joinSeveral } from '#lib/core/several.ts'
import { conditionsOf, operationFilterOf } from '#lib/operations/filter.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationKinds, stateFilters } from '#lib/operations/state.ts'
import { operationsHref } from './operations-href.ts'

/** The conditions of the list of operations. */
export function OperationFilterBar({ filter }: { filter: OperationFilter }) {
  const t = useTranslations('operations')
  const { bind, choose, submit } = useFilterForm({
    address: operationsHref(filter),
    asked: fieldsOf(filter),
    hrefOf: (asked) => operationsHref(operationFilterOf(asked) ?? {}),
  })
  const hasMore = conditionsOf(filter).some(({ field }) => field !== 'q')
  return (
    <FilterForm label={t('filter.label')} action={paths.operations} onAsk={submit}>
      <FilterSearch {...bind('q')} label={t('filter.q')} hint={t('filter.qHint')} />
      <MoreConditions open={hasMore} submit={t('filter.apply')}>
        <FilterSelect
          {...choose('kind')}
          label={t('filter.kind')}
          any={t('filter.any')}
          options={operationKinds}
          wordOf={(kind) => t(`kind.${kind}`)}
        />
        <FilterSelect
          {...choose('state')}
          label={t('filter.state')}
          any={t('filter.any')}
          options={stateFilters}
          wordOf={(state) => (state === 'succeeded' ? t('succeeded') : t(`state.${state}`))}
        />
        <FilterDay {...bind('from')} label={t('filter.from')} />
        <FilterDay {...bind('to')} label={t('filter.to')} />
        <FilterInput {...bind('requestedBy')} label={t('filter.requestedBy')} type="text" wide />
      </MoreConditions>
    </FilterForm>
  )
}

/** Of an instant its day: the chips under the fields tell the whole. */
function fieldsOf({ q = '', kind, state, requestedBy = '', from = '', to = '' }: OperationFilter) {
  const days = { from: from.slice(0, 10), to: to.slice(0, 10) }
  return { q, kind: joinSeveral(kind), state: joinSeveral(state), requestedBy, ...days }
}

'use client'
import { useTranslations } from 'next-intl'
import { FilterDay, FilterInput, FilterSearch, FilterSelect } from '#components/ui/filter-fields.tsx'
import { FilterForm, useFilterForm } from '#components/ui/filter-form.tsx'
import { MoreConditions } from '#components/ui/more-conditions.tsx'
import { auditOutcomes, readActions, unaskedActions, writeActions } from '#lib/audit/event.ts'
import { auditConditionsOf, type AuditPageRequest } from '#lib/audit/filter.ts'
import { paths } from '#lib/core/paths.ts'
import { joinSeveral } from '#lib/core/several.ts'
import { auditAddressOf, auditHref } from './audit-address.ts'

/** The conditions of the log: what was written first, since that is what one looks for. */
export function AuditFilterBar({ filter }: { filter: AuditPageRequest }) {
  const t = useTranslations('audit')
  const { bind, choose, submit } = useFilterForm({
    address: auditHref(filter),
    asked: fieldsOf(filter),
    hrefOf: (asked) => auditHref(auditAddressOf(asked)?.filter ?? {}),
  })
  const hasMore = auditConditionsOf(filter).some(({ field }) => field !== 'q')
  return (
    <FilterForm label={t('filter.label')} action={paths.audit} onAsk={submit}>
      <FilterSearch {...bind('q')} label={t('filter.q')} hint={t('filter.qHint')} />
      <MoreConditions open={hasMore} submit={t('filter.apply')}>
        <FilterSelect
          {...choose('action')}
          label={t('filter.action')}
          any={t('filter.any')}
          options={[...writeActions, ...unaskedActions, ...readActions]}
          wordOf={(name) => t(`action.${name}`)}
        />
        <FilterSelect
          {...choose('outcome')}
          label={t('filter.outcome')}
          any={t('filter.any')}
          options={auditOutcomes}
          wordOf={(name) => t(`outcome.${name}`)}
        />
        <FilterDay {...bind('from')} label={t('filter.from')} />
        <FilterDay {...bind('to')} label={t('filter.to')} />
        <FilterInput {...bind('actor')} label={t('filter.actor')} type="text" wide />
      </MoreConditions>
    </FilterForm>
  )
}

/** Of an instant its day: the chips under the fields tell the whole. */
function fieldsOf({ q = '', action, outcome, from = '', to = '', actor = '' }: AuditPageRequest) {
  const days = { from: from.slice(0, 10), to: to.slice(0, 10) }
  return { q, action: joinSeveral(action), outcome: joinSeveral(outcome), ...days, actor }
}

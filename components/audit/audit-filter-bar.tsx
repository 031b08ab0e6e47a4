import { useTranslations } from 'next-intl'
import { FilterInput, FilterSearch, FilterSelect } from '#components/ui/filter-fields.tsx'
import { FilterForm } from '#components/ui/filter-form.tsx'
import { MoreConditions } from '#components/ui/more-conditions.tsx'
import { auditOutcomes, readActions, unaskedActions, writeActions } from '#lib/audit/event.ts'
import type { AuditPageRequest } from '#lib/audit/filter.ts'
import { paths } from '#lib/core/paths.ts'
import { auditHref } from './audit-address.ts'

/** The conditions of the log: what was written first, since that is what one looks for. */
export function AuditFilterBar({ filter }: { filter: AuditPageRequest }) {
  const t = useTranslations('audit')
  const { action, outcome, from, to, actor } = filter
  const hasMore = [action, outcome, from, to, actor].some((condition) => condition !== undefined)
  return (
    // The fields are the address's: another address, other fields.
    <FilterForm key={auditHref(filter)} label={t('filter.label')} action={paths.audit}>
      <FilterSearch label={t('filter.q')} hint={t('filter.qHint')} defaultValue={filter.q} />
      <MoreConditions open={hasMore} submit={t('filter.apply')}>
        <FilterSelect label={t('filter.action')} name="action" defaultValue={action?.[0]} any={t('filter.any')}>
          {[...writeActions, ...unaskedActions, ...readActions].map((name) => (
            <option key={name} value={name}>
              {t(`action.${name}`)}
            </option>
          ))}
        </FilterSelect>
        <FilterSelect label={t('filter.outcome')} name="outcome" defaultValue={outcome?.[0]} any={t('filter.any')}>
          {auditOutcomes.map((name) => (
            <option key={name} value={name}>
              {t(`outcome.${name}`)}
            </option>
          ))}
        </FilterSelect>
        <FilterInput label={t('filter.from')} type="date" name="from" defaultValue={from?.slice(0, 10)} />
        <FilterInput label={t('filter.to')} type="date" name="to" defaultValue={to?.slice(0, 10)} />
        <FilterInput label={t('filter.actor')} type="text" name="actor" defaultValue={actor} wide />
      </MoreConditions>
    </FilterForm>
  )
}

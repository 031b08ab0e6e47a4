import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { FilterInput, FilterSearch, FilterSelect } from '#components/ui/filter-fields.tsx'
import { FilterForm } from '#components/ui/filter-form.tsx'
import { auditOutcomes, readActions, unaskedActions, writeActions } from '#lib/audit/event.ts'
import type { AuditPageRequest } from '#lib/audit/filter.ts'
import { paths } from '#lib/core/paths.ts'
import { auditHref } from './audit-address.ts'

/** The conditions of the log: what was written first, since that is what one looks for. */
export function AuditFilterBar({ filter }: { filter: AuditPageRequest }) {
  const t = useTranslations('audit')
  return (
    // The fields are the address's: another address, other fields.
    <FilterForm key={auditHref(filter)} label={t('filter.label')} action={paths.audit}>
      <FilterSearch label={t('filter.q')} hint={t('filter.qHint')} value={filter.q} />
      <FilterSelect label={t('filter.action')} name="action" value={filter.action?.[0]} any={t('filter.any')}>
        {[...writeActions, ...unaskedActions, ...readActions].map((action) => (
          <option key={action} value={action}>
            {t(`action.${action}`)}
          </option>
        ))}
      </FilterSelect>
      <FilterInput label={t('filter.actor')} type="text" name="actor" defaultValue={filter.actor} narrow />
      <FilterSelect label={t('filter.outcome')} name="outcome" value={filter.outcome?.[0]} any={t('filter.any')}>
        {auditOutcomes.map((outcome) => (
          <option key={outcome} value={outcome}>
            {t(`outcome.${outcome}`)}
          </option>
        ))}
      </FilterSelect>
      <FilterInput label={t('filter.from')} type="date" name="from" defaultValue={filter.from?.slice(0, 10)} />
      <FilterInput label={t('filter.to')} type="date" name="to" defaultValue={filter.to?.slice(0, 10)} />
      <Button type="submit">{t('filter.apply')}</Button>
    </FilterForm>
  )
}

'use client'
import { useTranslations } from 'next-intl'
import { Chip } from '#components/ui/chip.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import { spellText } from '#lib/core/text.ts'
import { listHref } from '../address.ts'
import { useConditionWords } from './condition-words.ts'
import { withoutTyped, type Reading } from './reading.ts'

/** The conditions that stand in the text of an address, each with the link to the list without it. */
export function TypedChips({
  filter,
  conditions,
  cas,
}: {
  filter: CertificateFilter
  conditions: Reading['conditions']
  cas: readonly NamedCa[]
}) {
  const t = useTranslations('query')
  const wordsOf = useConditionWords(cas)
  return conditions.map(({ node, writing }) => {
    const { field, relation, value, isTurned } = wordsOf(node)
    return (
      <Chip
        key={writing}
        field={field}
        {...(relation !== undefined && { relation })}
        value={<UntrustedText text={value} cut />}
        excluded={isTurned ? t('not') : undefined}
        removeHref={listHref(withoutTyped(filter, writing))}
        removeLabel={t('remove', { condition: spellText(writing) })}
      />
    )
  })
}

'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FilterInput, FilterSearch, FilterSelect } from '#components/ui/filter-fields.tsx'
import { MoreConditions } from '#components/ui/more-conditions.tsx'
import { paths } from '#lib/core/paths.ts'
import { conditionsOf, operationFilterOf } from '#lib/operations/filter.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationKinds, operationStates } from '#lib/operations/state.ts'
import { operationsHref } from './operations-href.ts'

type Field = 'q' | 'kind' | 'state' | 'requestedBy' | 'from' | 'to'
type Draft = Record<Field, string>

/**
 * The conditions of the list. They live in the address: choosing one goes there, and another address fills the fields
 * anew. The fields stay in the document meanwhile, so the focus does too. Without JavaScript the same form asks for
 * the same address.
 */
export function OperationFilterBar({ filter }: { filter: OperationFilter }) {
  const t = useTranslations('operations')
  const router = useRouter()
  const address = operationsHref(filter)
  const [shown, setShown] = useState(address)
  const [draft, setDraft] = useState(() => draftOf(filter))
  if (shown !== address) {
    setShown(address)
    setDraft(draftOf(filter))
  }
  const go = (asked: Draft) => {
    router.push(operationsHref(operationFilterOf(new URLSearchParams(asked)) ?? {}))
  }
  const bind = (name: Field) => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  })
  // A choice is an answer; a text or a date is one only when it has been typed to its end.
  const choose = (name: Field) => ({
    ...bind(name),
    onChange: (event: { target: { value: string } }) => {
      const chosen = { ...draft, [name]: event.target.value }
      setDraft(chosen)
      go(chosen)
    },
  })
  return (
    <form
      role="search"
      aria-label={t('filter.label')}
      action={paths.operations}
      className="flex flex-wrap items-end gap-x-3 gap-y-2.5 px-5 pb-3 max-rail:px-4"
      onSubmit={(event) => {
        event.preventDefault()
        go(draft)
      }}
    >
      <FilterSearch {...bind('q')} label={t('filter.q')} hint={t('filter.qHint')} />
      <MoreConditions open={conditionsOf(filter).some(({ field }) => field !== 'q')} submit={t('filter.apply')}>
        <FilterSelect {...choose('kind')} label={t('filter.kind')} any={t('filter.any')}>
          {operationKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </FilterSelect>
        <FilterSelect {...choose('state')} label={t('filter.state')} any={t('filter.any')}>
          {operationStates.map((state) => (
            <option key={state} value={state}>
              {state === 'succeeded' ? t('succeeded') : t(`state.${state}`)}
            </option>
          ))}
        </FilterSelect>
        <FilterInput {...bind('from')} label={t('filter.from')} type="date" />
        <FilterInput {...bind('to')} label={t('filter.to')} type="date" />
        <FilterInput {...bind('requestedBy')} label={t('filter.requestedBy')} type="text" wide />
      </MoreConditions>
    </form>
  )
}

/** Of several values the first, of an instant its day: the chips under the fields tell the whole. */
function draftOf(filter: OperationFilter): Draft {
  const { q = '', kind = [], state = [], requestedBy = '', from = '', to = '' } = filter
  return { q, kind: kind[0] ?? '', state: state[0] ?? '', requestedBy, from: from.slice(0, 10), to: to.slice(0, 10) }
}

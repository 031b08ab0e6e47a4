'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { paths } from '#lib/core/paths.ts'
import { conditionsOf, operationFilterOf } from '#lib/operations/filter.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationKinds, operationStates } from '#lib/operations/state.ts'
import { controlLook, Labelled, Select } from './filter-fields.tsx'
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
  const moreId = useId()
  const address = operationsHref(filter)
  const [shown, setShown] = useState(address)
  const [draft, setDraft] = useState(() => draftOf(filter))
  const [isMore, setMore] = useState(() => conditionsOf(filter).some(({ field }) => field !== 'q'))
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
      <div className="relative min-w-0 flex-1 basis-60">
        <Icon name="search" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
        <input
          {...bind('q')}
          type="search"
          aria-label={t('filter.q')}
          placeholder={t('filter.qHint')}
          className={`${controlLook} pl-8.5`}
        />
      </div>
      <div className="rail:hidden">
        <Button type="submit">{t('filter.apply')}</Button>
      </div>
      <button
        type="button"
        aria-expanded={isMore}
        aria-controls={moreId}
        onClick={() => setMore(!isMore)}
        className="flex h-9 basis-full items-center gap-1.5 text-accent rail:hidden"
      >
        <Icon name={isMore ? 'caret' : 'right'} size="facet" />
        {t('filter.more')}
      </button>
      <div
        id={moreId}
        className={classNames(
          'flex flex-wrap items-end gap-x-3 gap-y-2.5 max-rail:grid max-rail:basis-full max-rail:grid-cols-2 max-chip:grid-cols-1',
          !isMore && 'max-rail:hidden',
        )}
      >
        <Labelled label={t('filter.kind')}>
          <Select {...choose('kind')}>
            <option value="">{t('filter.any')}</option>
            {operationKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </Select>
        </Labelled>
        <Labelled label={t('filter.state')}>
          <Select {...choose('state')}>
            <option value="">{t('filter.any')}</option>
            {operationStates.map((state) => (
              <option key={state} value={state}>
                {state === 'succeeded' ? t('succeeded') : t(`state.${state}`)}
              </option>
            ))}
          </Select>
        </Labelled>
        <Labelled label={t('filter.from')}>
          <input {...bind('from')} type="date" className={controlLook} />
        </Labelled>
        <Labelled label={t('filter.to')}>
          <input {...bind('to')} type="date" className={controlLook} />
        </Labelled>
        <Labelled label={t('filter.requestedBy')} wide>
          <input {...bind('requestedBy')} type="text" className={`${controlLook} rail:w-44`} />
        </Labelled>
        <div className="max-rail:hidden">
          <Button type="submit">{t('filter.apply')}</Button>
        </div>
      </div>
    </form>
  )
}

/** Of several values the first, of an instant its day: the chips under the fields tell the whole. */
function draftOf(filter: OperationFilter): Draft {
  const { q = '', kind = [], state = [], requestedBy = '', from = '', to = '' } = filter
  return { q, kind: kind[0] ?? '', state: state[0] ?? '', requestedBy, from: from.slice(0, 10), to: to.slice(0, 10) }
}

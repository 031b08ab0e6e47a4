'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { paths } from '#lib/core/paths.ts'
import { operationFilterOf } from '#lib/operations/filter.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationKinds, operationStates } from '#lib/operations/state.ts'
import { operationsHref } from './operations-href.ts'

const control =
  'block h-7.5 w-full rounded-control border border-control bg-sheet px-2 text-ink max-rail:h-10 max-rail:text-[1rem]'

/**
 * The conditions of the list. They live in the address: choosing one goes there, and the form's fields are what the
 * address says. Without JavaScript the same form asks for the same address.
 */
export function OperationFilterBar({ filter }: { filter: OperationFilter }) {
  const t = useTranslations('operations')
  const router = useRouter()
  const go = (form: HTMLFormElement) => {
    const asked = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') asked.append(name, value)
    router.push(operationsHref(operationFilterOf(asked) ?? {}))
  }
  return (
    <form
      // The fields are the address's: another address, other fields.
      key={operationsHref(filter)}
      role="search"
      aria-label={t('filter.label')}
      action={paths.operations}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 px-5 pb-3 max-rail:px-4"
      onSubmit={(event) => {
        event.preventDefault()
        go(event.currentTarget)
      }}
      onChange={(event) => {
        const isText = event.target instanceof HTMLInputElement && event.target.type !== 'date'
        if (!isText) go(event.currentTarget)
      }}
    >
      <div className="relative min-w-60 flex-1 max-rail:basis-full">
        <Icon name="search" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
        <input
          type="search"
          name="q"
          defaultValue={filter.q}
          aria-label={t('filter.q')}
          placeholder={t('filter.qHint')}
          className={`${control} pl-8.5`}
        />
      </div>
      <Labelled label={t('filter.kind')}>
        <Select name="kind" value={filter.kind?.[0]} any={t('filter.any')}>
          {operationKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </Select>
      </Labelled>
      <Labelled label={t('filter.state')}>
        <Select name="state" value={filter.state?.[0]} any={t('filter.any')}>
          {operationStates.map((state) => (
            <option key={state} value={state}>
              {state === 'succeeded' ? t('succeeded') : t(`state.${state}`)}
            </option>
          ))}
        </Select>
      </Labelled>
      <Labelled label={t('filter.requestedBy')}>
        <input type="text" name="requestedBy" defaultValue={filter.requestedBy} className={`${control} w-44`} />
      </Labelled>
      <Labelled label={t('filter.from')}>
        <input type="date" name="from" defaultValue={filter.from?.slice(0, 10)} className={control} />
      </Labelled>
      <Labelled label={t('filter.to')}>
        <input type="date" name="to" defaultValue={filter.to?.slice(0, 10)} className={control} />
      </Labelled>
      <Button type="submit">{t('filter.apply')}</Button>
    </form>
  )
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="grid gap-0.5 text-small text-ink-3 max-rail:flex-1">
      {label}
      {children}
    </label>
  )
}

function Select({
  name,
  value = '',
  any,
  children,
}: {
  name: string
  value: string | undefined
  any: string
  children: ReactNode
}) {
  return (
    <span className="relative block">
      <select name={name} defaultValue={value} className={`${control} appearance-none pr-7`}>
        <option value="">{any}</option>
        {children}
      </select>
      <Icon
        name="caret"
        size="caret"
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-2"
      />
    </span>
  )
}

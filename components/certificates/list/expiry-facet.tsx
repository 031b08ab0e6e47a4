'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useId, useRef } from 'react'
import { expiryWindows } from '#lib/certificates/filter.ts'
import { formatCount } from '#lib/core/format.ts'
import { changed, type FilterChange } from './address.ts'
import { FacetGroup, type FacetProps } from './facet-group.tsx'

const anyTime = { expiresWithin: undefined, expiresAfter: undefined, expiresBefore: undefined }

/** When it ends: within so many days of whenever the list is read, or between two days of one's own. */
export function ExpiryFacet({ filter, go, facets }: Omit<FacetProps, 'choices'>) {
  const t = useTranslations('certificates.facet')
  const name = useId()
  const choose = (change: FilterChange) => go(changed(filter, change))
  const { expiresWithin: within, expiresAfter: from, expiresBefore: before } = filter
  return (
    <FacetGroup legend={t('expiryLegend')}>
      <Window
        name={name}
        isChosen={within === undefined && from === undefined && before === undefined}
        onChoose={() => choose(anyTime)}
      >
        {t('anyTime')}
      </Window>
      {expiryWindows.map((days) => (
        <Window
          key={days}
          name={name}
          isChosen={within === days}
          onChoose={() => choose({ ...anyTime, expiresWithin: days })}
          count={facets?.expiry.find((counted) => counted.days === days)?.count}
        >
          {t('within', { days })}
        </Window>
      ))}
      <div className="mt-1.5 grid gap-1.5">
        <Day
          label={t('from')}
          value={from}
          onChange={(day) => choose({ expiresWithin: undefined, expiresAfter: day })}
        />
        <Day
          label={t('before')}
          value={before}
          onChange={(day) => choose({ expiresWithin: undefined, expiresBefore: day })}
        />
      </div>
    </FacetGroup>
  )
}

function Window({
  name,
  isChosen,
  onChoose,
  count,
  children,
}: {
  name: string
  isChosen: boolean
  onChoose: () => void
  count?: number | undefined
  children: string
}) {
  return (
    <label className="facet cursor-pointer">
      <input
        type="radio"
        name={name}
        checked={isChosen}
        onChange={onChoose}
        className="radio size-3.5 flex-none checked:border-[4.5px]"
      />
      <span className="truncate">{children}</span>
      {count === undefined ? null : <span className="facet-count ml-auto text-ink-3">{formatCount(count)}</span>}
    </label>
  )
}

/**
 * A day in UTC, in the platform's own field. It belongs to whoever types in it: what is not yet a whole date of our
 * times changes nothing, and the address writes into it only while nobody does. What was typed before the page was taken
 * over is asked for then.
 */
function Day({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (day: string | undefined) => void
}) {
  const field = useRef<HTMLInputElement>(null)
  const day = value?.slice(0, 10) ?? ''
  const take = (typed: HTMLInputElement) => {
    if (!typed.validity.valid || typed.value === day) return
    onChange(typed.value === '' ? undefined : typed.value)
  }
  const takeEarly = useEffectEvent(() => {
    if (field.current !== null && field.current === document.activeElement) take(field.current)
  })
  useEffect(() => takeEarly(), [])
  useEffect(() => {
    if (field.current !== null && field.current !== document.activeElement) field.current.value = day
  }, [day])
  return (
    <label className="grid grid-cols-[3.25rem_minmax(0,1fr)] items-center text-small text-ink-2">
      {label}
      <input
        ref={field}
        type="date"
        defaultValue={day}
        min="1950-01-01"
        max="9999-12-31"
        onChange={({ target }) => take(target)}
        className="day-field"
      />
    </label>
  )
}

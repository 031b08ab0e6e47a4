import type { ComponentProps, ReactNode } from 'react'
import { splitSeveral } from '#lib/core/several.ts'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'

// The fields of a bar of conditions over a table: lower than those of a dialog, and of a finger's size on phones.

const control =
  'block h-7.5 w-full rounded-control border border-control bg-sheet px-2 text-ink max-rail:h-10 max-rail:text-[1rem]'

/** The one box for text, as wide as there is room. */
export function FilterSearch({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<'input'>, 'type' | 'name' | 'className'> & { label: string; hint: string }) {
  return (
    <div className="relative min-w-0 flex-1 basis-60">
      <Icon name="search" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
      <input
        {...rest}
        type="search"
        name="q"
        aria-label={label}
        placeholder={hint}
        className={classNames(control, 'pl-8.5')}
      />
    </div>
  )
}

export function FilterInput({
  label,
  wide = false,
  ...rest
}: Omit<ComponentProps<'input'>, 'className'> & {
  label: string
  /** For text: it has a line of its own on phones. */
  wide?: boolean
}) {
  return (
    <Labelled label={label} wide={wide}>
      <input {...rest} className={classNames(control, wide && 'rail:w-40')} />
    </Labelled>
  )
}

/** A day in UTC. The bounds keep the year at the four digits that our times have. */
export function FilterDay(props: Omit<ComponentProps<typeof FilterInput>, 'type' | 'min' | 'max'>) {
  return <FilterInput {...props} type="date" min="1950-01-01" max="9999-12-31" />
}

/** One of `options` is chosen; an address may hold several, which stand as one choice more until another is made. */
export function FilterSelect<Value extends string>({
  label,
  any,
  options,
  wordOf,
  value,
  ...rest
}: Omit<ComponentProps<'select'>, 'className' | 'value' | 'children'> & {
  label: string
  /** The word for no condition. */
  any: string
  options: readonly Value[]
  wordOf: (option: Value) => string
  /** As `joinSeveral` gives it. */
  value: string
}) {
  const chosen = options.filter((option) => splitSeveral(value).includes(option))
  return (
    <Labelled label={label}>
      <span className="relative block">
        <select {...rest} value={value} className={classNames(control, 'appearance-none pr-7 text-ellipsis')}>
          <option value="">{any}</option>
          {chosen.length > 1 ? <option value={value}>{chosen.map(wordOf).join(', ')}</option> : null}
          {options.map((option) => (
            <option key={option} value={option}>
              {wordOf(option)}
            </option>
          ))}
        </select>
        <Icon
          name="caret"
          size="caret"
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-2"
        />
      </span>
    </Labelled>
  )
}

function Labelled({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <label className={classNames('grid min-w-0 gap-0.5 text-small text-ink-3', wide && 'max-rail:col-span-full')}>
      {label}
      {children}
    </label>
  )
}

import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'

// The fields of a `FilterForm`. Each begins as the address says it.

const control =
  'block h-7.5 w-full rounded-control border border-control bg-sheet px-2 text-ink max-rail:h-10 max-rail:text-[1rem]'

/** The one box for text, as wide as there is room. */
export function FilterSearch({ label, hint, value }: { label: string; hint: string; value: string | undefined }) {
  return (
    <div className="relative min-w-60 flex-1 max-rail:basis-full">
      <Icon name="search" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
      <input
        type="search"
        name="q"
        defaultValue={value}
        aria-label={label}
        placeholder={hint}
        className={classNames(control, 'pl-8.5')}
      />
    </div>
  )
}

export function FilterInput({
  label,
  narrow = false,
  ...rest
}: Pick<ComponentProps<'input'>, 'name' | 'type' | 'defaultValue'> & { label: string; narrow?: boolean }) {
  return (
    <Labelled label={label}>
      <input {...rest} className={classNames(control, narrow && 'w-40')} />
    </Labelled>
  )
}

export function FilterSelect({
  label,
  name,
  value = '',
  any,
  children,
}: {
  label: string
  name: string
  value: string | undefined
  /** The word for no condition. */
  any: string
  children: ReactNode
}) {
  return (
    <Labelled label={label}>
      <span className="relative block">
        <select name={name} defaultValue={value} className={classNames(control, 'appearance-none pr-7')}>
          <option value="">{any}</option>
          {children}
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

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="grid gap-0.5 text-small text-ink-3 max-rail:flex-1">
      {label}
      {children}
    </label>
  )
}

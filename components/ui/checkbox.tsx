import type { ComponentProps, ReactNode } from 'react'

type CheckboxInput = Omit<ComponentProps<'input'>, 'className' | 'type'>

/** The bare box, for heads and rows of a table; it needs an `aria-label`. `data-not` draws it as an exclusion. */
export function CheckboxMark(props: CheckboxInput) {
  return <input {...props} type="checkbox" className="check-box" />
}

/** A box with its sentence: an acknowledgement in a dialog. The whole line can be pressed. */
export function Checkbox({ children, hint, ...rest }: CheckboxInput & { children: ReactNode; hint?: ReactNode }) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 py-1 max-rail:py-2.5">
      <span className="flex h-5 items-center">
        <CheckboxMark {...rest} />
      </span>
      <span>
        {children}
        {hint === undefined ? null : <span className="block text-small text-ink-2">{hint}</span>}
      </span>
    </label>
  )
}

/** One value of a facet with its count at the end of the line. */
export function FacetCheckbox({
  icon,
  count,
  children,
  ...rest
}: CheckboxInput & { icon?: ReactNode; count?: string; children: ReactNode }) {
  return (
    <label className="flex h-6 cursor-pointer items-center gap-1.5 text-small whitespace-nowrap text-ink-2 max-side:h-9">
      <CheckboxMark {...rest} />
      {icon}
      <span className="truncate">{children}</span>
      {count === undefined ? null : <span className="facet-count ml-auto text-ink-3">{count}</span>}
    </label>
  )
}

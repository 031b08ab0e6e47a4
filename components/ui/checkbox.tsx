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

/**
 * One value of a facet with its count at the end of the line. Beside it stands, under the pointer and the focus, what
 * turns the value away; once it does, the word stays and the box shows a dash.
 */
export function FacetCheckbox({
  icon,
  count,
  exclusion,
  children,
  ...rest
}: CheckboxInput & {
  icon?: ReactNode
  count?: string
  /** `word` is what is seen (`not`), `label` says the whole. */
  exclusion: { isOn: boolean; word: string; label: string; onToggle: () => void }
  children: ReactNode
}) {
  const { isOn, word, label, onToggle } = exclusion
  return (
    <div className="facet">
      {/* No box of its own: the button has its place before the count, which is part of the label. */}
      <label className="contents cursor-pointer *:cursor-pointer">
        <CheckboxMark {...rest} {...(isOn && { 'data-not': '' })} />
        {isOn ? <span className="sr-only">{word} </span> : null}
        {icon}
        <span className="truncate">{children}</span>
        {count === undefined ? null : <span className="facet-count order-2 text-ink-3">{count}</span>}
      </label>
      <button
        type="button"
        aria-pressed={isOn}
        aria-label={label}
        title={label}
        onClick={onToggle}
        className="facet-not"
      >
        {word}
      </button>
    </div>
  )
}

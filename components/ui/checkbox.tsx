import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

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
    <div className="group/facet flex h-6 items-center gap-1.5 text-small whitespace-nowrap text-ink-2 max-side:h-9">
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
        className={classNames(
          'order-1 ml-auto h-4.5 flex-none rounded-chip border px-1 text-axis leading-none font-brand tracking-[0.03em] max-side:h-7 max-side:px-2',
          isOn
            ? 'border-accent text-accent'
            : 'border-line-2 text-ink-3 hover:border-control hover:text-ink side:invisible side:w-0 side:overflow-hidden side:border-0 side:px-0 side:group-focus-within/facet:visible side:group-focus-within/facet:w-auto side:group-focus-within/facet:border side:group-focus-within/facet:px-1 side:group-hover/facet:visible side:group-hover/facet:w-auto side:group-hover/facet:border side:group-hover/facet:px-1',
        )}
      >
        {word}
      </button>
    </div>
  )
}

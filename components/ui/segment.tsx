'use client'
import { classNames } from './class-names.ts'

export type SegmentChoice<Value extends string> = {
  readonly value: Value
  readonly label: string
  /** Where the label is not in the page's language. */
  readonly lang?: string
}

/** Two to four views of the same thing, one of them shown. For a choice that is kept in the URL use `TabLinks`. */
export function Segment<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: readonly SegmentChoice<Value>[]
  value: Value
  onChange: (value: Value) => void
}) {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded-control border border-control">
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          lang={choice.lang}
          aria-pressed={choice.value === value}
          onClick={() => {
            onChange(choice.value)
          }}
          className={classNames(
            'h-6 border-l border-control px-2.5 text-small first:border-l-0 max-rail:h-9',
            choice.value === value ? 'bg-ink font-semibold text-sheet' : 'bg-sheet text-ink-2 hover:bg-well',
          )}
        >
          {choice.label}
        </button>
      ))}
    </div>
  )
}

import type { ComponentProps, ReactNode } from 'react'
import { FieldNotes } from './field.tsx'

export type RadioChoice<Value extends string = string> = {
  readonly value: Value
  readonly label: string
  readonly hint?: ReactNode
}

/**
 * A choice of which every option is worth reading: label in bold, its consequence under it. The label is the option's
 * name, the consequence its description. `chosen` makes it a controlled choice.
 */
export function RadioGroup<Value extends string>({
  id,
  name,
  label,
  choices,
  chosen,
  error,
  ...rest
}: {
  id: string
  name: string
  label: string
  choices: readonly RadioChoice<Value>[]
  chosen?: Value
  error?: string
} & Omit<ComponentProps<'input'>, 'className' | 'type' | 'id' | 'name' | 'value' | 'checked'>) {
  return (
    <fieldset className="mb-3.5" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="font-semibold">{label}</legend>
      {choices.map(({ value, label: text, hint }) => (
        <label key={value} className="grid cursor-pointer grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 py-2">
          <input
            {...rest}
            {...(chosen !== undefined && { checked: chosen === value })}
            type="radio"
            name={name}
            value={value}
            className="radio mt-0.5"
            aria-labelledby={`${id}-${value}`}
            aria-describedby={hint === undefined ? undefined : `${id}-${value}-hint`}
          />
          <span>
            <span id={`${id}-${value}`} className="font-semibold">
              {text}
            </span>
            {hint === undefined ? null : (
              <span id={`${id}-${value}-hint`} className="block text-small text-ink-2">
                {hint}
              </span>
            )}
          </span>
        </label>
      ))}
      <FieldNotes id={id} error={error} />
    </fieldset>
  )
}

import type { ComponentProps, ReactNode } from 'react'
import { FieldNotes } from './field.tsx'

export type RadioChoice = { readonly value: string; readonly label: string; readonly hint?: ReactNode }

/** A choice of which every option is worth reading: label in bold, its consequence under it. */
export function RadioGroup({
  id,
  name,
  label,
  choices,
  error,
  ...rest
}: {
  id: string
  name: string
  label: string
  choices: readonly RadioChoice[]
  error?: string
} & Omit<ComponentProps<'input'>, 'className' | 'type' | 'id' | 'name' | 'value'>) {
  return (
    <fieldset className="mb-3.5" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="font-semibold">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="grid cursor-pointer grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 py-2">
          <input {...rest} type="radio" name={name} value={choice.value} className="radio mt-0.5" />
          <span>
            <span className="font-semibold">{choice.label}</span>
            {choice.hint === undefined ? null : <span className="block text-small text-ink-2">{choice.hint}</span>}
          </span>
        </label>
      ))}
      <FieldNotes id={id} error={error} />
    </fieldset>
  )
}

import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { controlLook, controlOf, Field, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'

export type SelectOption = { readonly value: string; readonly label: string }

/** The platform's own select: it works without JavaScript, on phones, and with every keyboard. */
export function SelectField({
  id,
  label,
  hint,
  error,
  optional,
  options,
  placeholder,
  ...rest
}: FieldProps &
  Omit<ComponentProps<'select'>, 'className' | 'id' | 'children' | keyof FieldProps> & {
    options: readonly SelectOption[]
    /** The empty choice that stands until one is made; there is no default where a choice matters. */
    placeholder?: string
  }) {
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <div className="relative">
        <select
          {...rest}
          {...controlOf({ id, hint, error })}
          className={classNames(controlLook, 'h-8.5 appearance-none pr-8 text-ellipsis max-rail:h-11')}
        >
          {placeholder === undefined ? null : <option value="">{placeholder}</option>}
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        <Icon
          name="caret"
          size="facet"
          className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-2"
        />
      </div>
    </Field>
  )
}

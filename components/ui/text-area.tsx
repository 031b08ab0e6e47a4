import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { controlLook, controlOf, Field, type FieldProps } from './field.tsx'

/** Several lines of text, of a fixed height so that a dialog does not grow while somebody types. */
export function TextArea({
  id,
  label,
  hint,
  error,
  optional,
  tall = false,
  ...rest
}: FieldProps &
  Omit<ComponentProps<'textarea'>, 'className' | 'id' | keyof FieldProps> & {
    /** For text that is read again as a whole, on a page that may grow. */
    tall?: boolean
  }) {
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea
        {...rest}
        {...controlOf({ id, hint, error })}
        className={classNames(controlLook, tall ? 'h-36 resize-y' : 'h-19 resize-none', 'py-1.5 leading-5')}
      />
    </Field>
  )
}

import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { controlLook, controlOf, Field, type FieldProps } from './field.tsx'

/** One line of text. `look="code"` is for characters that must be compared one by one: wide, spaced, fixed width. */
export function TextField({
  id,
  label,
  hint,
  error,
  optional,
  look = 'text',
  beside,
  ...rest
}: FieldProps &
  Omit<ComponentProps<'input'>, 'className' | 'id' | keyof FieldProps> & {
    look?: 'text' | 'code'
    /** Stands to the right of the control: "Matches". */
    beside?: ReactNode
  }) {
  const control = (
    <input
      {...rest}
      {...controlOf({ id, hint, error })}
      className={classNames(
        controlLook,
        'h-8.5 max-rail:h-11',
        look === 'code' && 'max-w-38 font-mono text-[0.9375rem] tracking-[0.14em]',
      )}
    />
  )
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      {beside === undefined ? (
        control
      ) : (
        <div className="flex items-center gap-3">
          <>
            {control}
            {beside}
          </>
        </div>
      )}
    </Field>
  )
}

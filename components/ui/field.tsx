import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type FieldProps = {
  /** Ties label, control, hint and error together; unique in the document. */
  id: string
  label: string
  hint?: ReactNode
  /** What is wrong with the value, beside the control. Its presence marks the control invalid. */
  error?: string | undefined
  optional?: boolean | undefined
}

/** What is wrong with a text that is longer than can be kept: it is said, not cut off unseen. */
export function useLengthError(text: string, most: number): string | undefined {
  const t = useTranslations('ui.field')
  const { length } = text.trim()
  return length > most ? t('tooLong', { length, most }) : undefined
}

/** What a control must carry to belong to its field. */
export function controlOf({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>) {
  const described = [error === undefined ? null : `${id}-error`, hint === undefined ? null : `${id}-hint`]
    .filter(Boolean)
    .join(' ')
  return {
    id,
    'aria-invalid': error === undefined ? undefined : true,
    'aria-describedby': described === '' ? undefined : described,
  }
}

export const controlLook =
  'block w-full rounded-control border border-control bg-sheet px-2.5 text-ink max-rail:text-[1rem] aria-invalid:border-caution'

/** Label above, control, then what is wrong, then the hint. "optional" stands beside the label, outside its name. */
export function Field({ id, label, hint, error, optional = false, children }: FieldProps & { children: ReactNode }) {
  const t = useTranslations('ui.field')
  return (
    <div className="mb-3.5">
      <div className="mb-1 flex items-baseline justify-between">
        <label htmlFor={id} className="font-semibold">
          {label}
        </label>
        {optional ? <span className="text-small text-ink-3">{t('optional')}</span> : null}
      </div>
      {children}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  )
}

export function FieldNotes({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>) {
  return (
    <>
      {error === undefined ? null : (
        <p id={`${id}-error`} className="mt-1 flex gap-1.5 text-small text-caution">
          <Icon name="caution" size="facet" className="mt-0.5" />
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="mt-1 text-small text-ink-2">
          {hint}
        </p>
      )}
    </>
  )
}

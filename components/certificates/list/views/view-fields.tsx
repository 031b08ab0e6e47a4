'use client'
import { useTranslations } from 'next-intl'
import { useHolders } from '#components/audit/holders.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { controlLook, controlOf, FieldNotes, useLengthError } from '#components/ui/field.tsx'
import { hidesCharacters } from '#lib/core/text.ts'
import { MAX_VIEW_NAME } from '#lib/views/schema.ts'

/** Why a view cannot be called so; undefined where it can. */
export function useNameError(name: string): string | undefined {
  const t = useTranslations('views')
  const tooLong = useLengthError(name, MAX_VIEW_NAME)
  return hidesCharacters(name) ? t('hidesCharacters') : tooLong
}

/** What a view is called and who sees it. Whoever may not share sees the box off, with who may. */
export function ViewFields({
  id,
  name,
  error,
  isShared,
  mayShare,
  onName,
  onShared,
}: {
  id: string
  name: string
  error: string | undefined
  isShared: boolean
  mayShare: boolean
  onName: (name: string) => void
  onShared: (isShared: boolean) => void
}) {
  const t = useTranslations('views')
  const holders = useHolders('views.share')
  return (
    <>
      <label htmlFor={id} className="mb-1 block text-small text-ink-2">
        {t('nameOf')}
      </label>
      <input
        {...controlOf({ id, error })}
        value={name}
        required
        autoComplete="off"
        onChange={(event) => onName(event.target.value)}
        className={`${controlLook} h-7.5 max-rail:h-11`}
      />
      <FieldNotes id={id} error={error} />
      <div className="mt-1.5">
        <Checkbox
          checked={isShared}
          disabled={!mayShare}
          onChange={(event) => onShared(event.target.checked)}
          hint={mayShare ? undefined : t('mayNotShare', { roles: holders })}
        >
          {t('share')}
        </Checkbox>
      </div>
    </>
  )
}

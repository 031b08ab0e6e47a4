'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { changePasswordAction } from '#lib/auth/actions.ts'
import { OutcomeNote, outcomeOf } from './outcome-note.tsx'

/** One's own password. The other sessions end with the change. */
export function PasswordForm() {
  const t = useTranslations('settings.password')
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const { mutate, isPending, data, isError } = useMutation({
    mutationFn: (input: { currentPassword: string; newPassword: string }) => changePasswordAction(input),
    onSuccess: (result) => {
      if (!result.ok) return
      form.current?.reset()
      router.refresh()
    },
  })
  const failure = data?.ok === false ? data.error.code : isError ? 'internal' : null
  return (
    <form
      ref={form}
      className="max-w-80"
      onSubmit={(event) => {
        event.preventDefault()
        const fields = new FormData(event.currentTarget)
        mutate({ currentPassword: text(fields, 'currentPassword'), newPassword: text(fields, 'newPassword') })
      }}
    >
      <TextField
        id="current-password"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        label={t('current')}
        error={failure === 'wrong_password' ? t('wrong') : undefined}
        required
      />
      <TextField
        id="new-password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        label={t('new')}
        hint={t('hint')}
        error={failure?.startsWith('password_too_') === true ? t('weak') : undefined}
        required
      />
      <Button type="submit" busy={isPending ? t('busy') : undefined}>
        {t('change')}
      </Button>
      <OutcomeNote outcome={outcomeOf({ data, isError })} failed={t('failed')} done={t('done')} />
    </form>
  )
}

function text(fields: FormData, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}

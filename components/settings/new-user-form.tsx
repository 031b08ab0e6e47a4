'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { SelectField } from '#components/ui/select-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { createUserAction } from '#lib/auth/actions.ts'
import { roles } from '#lib/auth/roles.ts'
import { OneTimePassword } from './one-time-password.tsx'
import { OutcomeNote, outcomeOf } from './outcome-note.tsx'

export function NewUserForm() {
  const t = useTranslations('settings.users')
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const { mutate, isPending, data, isError } = useMutation({
    mutationFn: (input: Record<string, FormDataEntryValue>) => createUserAction(input),
    onSuccess: (result) => {
      if (!result.ok) return
      form.current?.reset()
      router.refresh()
    },
  })
  const failure = data?.ok === false ? data.error : null
  const wrong = failure?.code === 'invalid_input' ? failure.issues.map(({ path }) => path) : []
  return (
    <>
      <form
        ref={form}
        className="flex flex-wrap items-start gap-x-3 max-rail:flex-col max-rail:items-stretch"
        onSubmit={(event) => {
          event.preventDefault()
          mutate(Object.fromEntries(new FormData(event.currentTarget)))
        }}
      >
        <TextField
          id="user-email"
          name="email"
          type="email"
          label={t('email')}
          error={failure?.code === 'email_taken' ? t('taken') : wrong.includes('email') ? t('badEmail') : undefined}
          autoComplete="off"
          required
        />
        <TextField
          id="user-name"
          name="name"
          label={t('name')}
          error={wrong.includes('name') ? t('badName') : undefined}
          autoComplete="off"
          required
        />
        <SelectField
          id="user-role"
          name="role"
          label={t('role')}
          options={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
          placeholder={t('chooseRole')}
          required
        />
        <div className="pt-6 max-rail:pt-0">
          <Button type="submit" size="large" busy={isPending ? t('creating') : undefined}>
            {t('create')}
          </Button>
        </div>
      </form>
      <OutcomeNote
        outcome={failure?.code === 'email_taken' ? null : outcomeOf({ data, isError })}
        failed={t('failed')}
      />
      {data?.ok === true ? <OneTimePassword granted={data.value} /> : null}
    </>
  )
}

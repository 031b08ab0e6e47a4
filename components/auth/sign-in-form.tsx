'use client'
import { useTranslations } from 'next-intl'
import { useActionState, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { signInAction } from '#lib/auth/actions.ts'
import { readyToSignIn } from '#lib/auth/sign-in-state.ts'
import { SignInFailure } from './sign-in-failure.tsx'

/**
 * E-mail and password. Without JavaScript the same form posts and comes back with the reason; with it the e-mail stays
 * where it was typed (the server echoes nothing) and the password is empty again.
 */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations('signIn')
  const [state, submit, running] = useActionState(signInAction, readyToSignIn)
  const [email, setEmail] = useState('')
  return (
    <form action={submit} className="mt-5">
      <input type="hidden" name="next" value={next} />
      <TextField
        id="email"
        name="email"
        type="email"
        label={t('email')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={email}
        onChange={(event) => {
          setEmail(event.target.value)
        }}
      />
      <TextField
        id="password"
        name="password"
        type="password"
        label={t('password')}
        autoComplete="current-password"
        required
      />
      {state.code === 'ready' ? null : (
        <div className="mb-3.5">
          <Notice live="alert" title={<SignInFailure state={state} />} />
        </div>
      )}
      <Button type="submit" look="primary" size="tall" wide busy={running ? t('busy') : undefined}>
        {t('submit')}
      </Button>
    </form>
  )
}

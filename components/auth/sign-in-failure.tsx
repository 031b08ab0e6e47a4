import { useTranslations } from 'next-intl'
import type { SignInState } from '#lib/auth/sign-in-state.ts'

/** Why nobody is signed in, in one or two sentences. It never says whether the account exists. */
export function SignInFailure({ state }: { state: Exclude<SignInState, { code: 'ready' }> }) {
  const t = useTranslations('signIn.failure')
  switch (state.code) {
    case 'wrong_credentials':
      return t('wrongCredentials')
    case 'too_many_attempts':
      return t('tooManyAttempts', { seconds: Math.ceil(state.retryAfterMs / 1000) })
    case 'foreign_origin':
      return t('foreignOrigin')
    case 'store_unavailable':
      return t('storeUnavailable')
    case 'internal':
      return t.rich('internal', {
        correlationId: () => <span className="mono font-normal">{state.correlationId}</span>,
      })
  }
}

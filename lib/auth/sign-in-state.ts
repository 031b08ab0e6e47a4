import type { TransportError } from '#lib/http/transport-error.ts'
import type { SignInError } from './errors.ts'

/** What the sign-in form knows of its last attempt. Nothing that was typed comes back. */
export type SignInState = { readonly code: 'ready' } | SignInError | TransportError

export const readyToSignIn: SignInState = { code: 'ready' }

import type { PasswordWeakness } from './password-policy.ts'

// How the verbs on users and sessions can end, as values that pages switch on.

export type UserNotFound = { readonly code: 'user_not_found' }
export type EmailTaken = { readonly code: 'email_taken' }
/** The last enabled admin can be neither disabled nor demoted. */
export type LastAdmin = { readonly code: 'last_admin' }
/** One's own password is changed with the old one at hand, not reset. */
export type OwnAccount = { readonly code: 'own_account' }
export type SessionNotFound = { readonly code: 'session_not_found' }
export type WrongPassword = { readonly code: 'wrong_password' }
/** More attempts are under way from this address than the console waits for; none was counted. */
export type TooManyAttempts = { readonly code: 'too_many_attempts'; readonly retryAfterMs: number }
/** Not said: whether the account exists, is disabled, or the password was wrong. */
type WrongCredentials = { readonly code: 'wrong_credentials' }

export type ChangePasswordError = WrongPassword | TooManyAttempts | PasswordWeakness
export type SignInError = WrongCredentials | TooManyAttempts

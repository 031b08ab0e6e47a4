'use server'
import { redirect } from 'next/navigation'
import { paths } from '#lib/core/paths.ts'
import { runAction } from '#lib/http/server/run-action.ts'
import { safeNextPath } from './next-path.ts'
import { endSession } from './server/sessions/end-session.ts'
import { signInFromForm, signOutHere } from './server/sign-in-request.ts'
import { changePassword } from './server/users/change-password.ts'
import { changeRole } from './server/users/change-role.ts'
import { createUser } from './server/users/create-user.ts'
import { disableUser } from './server/users/disable-user.ts'
import { enableUser } from './server/users/enable-user.ts'
import { resetPassword } from './server/users/reset-password.ts'
import type { SignInState } from './sign-in-state.ts'

/**
 * For `useActionState`: fields `email`, `password` and, hidden, `next`. Works without JavaScript. On success it
 * redirects; otherwise it says why not and echoes nothing.
 */
export async function signInAction(_previous: SignInState, form: FormData): Promise<SignInState> {
  const state = await signInFromForm(form)
  if (state) return state
  const next = form.get('next')
  redirect(safeNextPath(typeof next === 'string' ? next : null))
}

/** For `<form action={signOutAction}>`; works without JavaScript. */
export async function signOutAction(): Promise<void> {
  await signOutHere()
  redirect(paths.signIn)
}

export async function createUserAction(raw: unknown) {
  return runAction(createUser, raw)
}

export async function changeRoleAction(raw: unknown) {
  return runAction(changeRole, raw)
}

export async function disableUserAction(raw: unknown) {
  return runAction(disableUser, raw)
}

export async function enableUserAction(raw: unknown) {
  return runAction(enableUser, raw)
}

export async function resetPasswordAction(raw: unknown) {
  return runAction(resetPassword, raw)
}

export async function changePasswordAction(raw: unknown) {
  return runAction(changePassword, raw)
}

export async function endSessionAction(raw: unknown) {
  return runAction(endSession, raw)
}

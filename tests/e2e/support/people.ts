import type { Person } from '#tests/support/policy.ts'
import { actionNamed, callAction } from './action-call.ts'
import { multipart, ownHeaders, send, type Answer } from './http.ts'
import type { Stack } from './stack.ts'

export type NewAccount = { userId: string; email: string; password: string }

/** Stands in the rows of the sessions that are opened here. */
export const userAgent = 'rescind-matrix/1'

const cookieName = 'rescind.session'

/** The session cookie that signing in gives, by the action behind the sign-in form. */
export async function signIn(origin: string, account: { email: string; password: string }): Promise<string> {
  const answer = await sendSignIn(origin, account, { ...ownHeaders(origin), 'user-agent': userAgent })
  const cookie = sessionCookieIn(answer)
  if (cookie === null) throw new Error(`${account.email} was not let in: ${answer.text.slice(0, 300)}`)
  return cookie
}

export function sendSignIn(
  origin: string,
  { email, password }: { email: string; password: string },
  headers: Record<string, string>,
): Promise<Answer> {
  const { contentType, body } = multipart(signInFields({ email, password }))
  return send(origin, {
    method: 'POST',
    path: '/sign-in',
    headers: { ...headers, 'next-action': actionNamed('signInAction').id, 'content-type': contentType },
    body,
  })
}

/** The arguments of `signInAction` as React's encodeReply writes them: the form's fields, then what refers to them. */
export function signInFields({ email, password }: { email: string; password: string }): [string, string][] {
  return [
    ['_1_email', email],
    ['_1_password', password],
    ['0', JSON.stringify([{ code: 'ready' }, '$K1'])],
  ]
}

export async function signOut(origin: string, cookie: string): Promise<void> {
  const { contentType, body } = multipart([['0', '[]']])
  const headers = { ...ownHeaders(origin), cookie, 'next-action': actionNamed('signOutAction').id }
  await send(origin, { method: 'POST', path: '/', headers: { ...headers, 'content-type': contentType }, body })
}

/** Null when the answer sets none, or takes it away. */
export function sessionCookieIn({ headers }: Answer): string | null {
  const set = headers['set-cookie']?.find((one) => one.startsWith(`${cookieName}=`))?.split(';', 1)[0]
  return set === undefined || set === `${cookieName}=` ? null : set
}

/** Whether the answer takes the session cookie away. */
export function clearsSession({ headers }: Answer): boolean {
  return headers['set-cookie']?.some((one) => one.startsWith(`${cookieName}=;`)) === true
}

/** An account of its own for one purpose; its password is the one-time one. */
export async function createAccount(
  stack: Stack,
  admin: string | null,
  { name, role }: { name: string; role: string },
): Promise<NewAccount> {
  const email = `${name}@example.test`
  const created = await callAction(
    stack.origin,
    actionNamed('createUserAction'),
    { email, name, role },
    { cookie: admin },
  )
  if (!created.ok) throw new Error(`${email} could not be created: ${created.error.code}`)
  const { user, oneTimePassword } = created.value as { user: { id: string }; oneTimePassword: string }
  return { userId: user.id, email, password: oneTimePassword }
}

/** Chooses a password, as everybody has to after the one-time one. Returns the session's cookie. */
export async function settleIn(stack: Stack, account: NewAccount): Promise<string> {
  const cookie = await signIn(stack.origin, account)
  const passwords = { currentPassword: account.password, newPassword: stack.password }
  const changed = await callAction(stack.origin, actionNamed('changePasswordAction'), passwords, { cookie })
  if (!changed.ok) throw new Error(`${account.email} has no password of its own: ${changed.error.code}`)
  return cookie
}

/** A session cookie for everybody in the matrix, each got as such a person gets it. */
export async function signEverybodyIn(stack: Stack): Promise<Record<Person, string | null>> {
  const { origin, password } = stack
  const of = (role: string) => signIn(origin, { email: `${role}@example.test`, password })
  const admin = await of('admin')
  const ended = await of('admin')
  await signOut(origin, ended)
  const fresh = await createAccount(stack, admin, { name: 'fresh', role: 'admin' })
  const leaver = await createAccount(stack, admin, { name: 'leaver', role: 'admin' })
  const disabled = await settleIn(stack, leaver)
  await callAction(origin, actionNamed('disableUserAction'), { userId: leaver.userId }, { cookie: admin })
  return {
    viewer: await of('viewer'),
    operator: await of('operator'),
    auditor: await of('auditor'),
    admin,
    fresh: await signIn(origin, fresh),
    anonymous: null,
    disabled,
    ended,
  }
}

import 'server-only'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { cookies, headers } from 'next/headers'
import { strangerRecords } from '#lib/audit/server/strangers.ts'
import type { SignInState } from '#lib/auth/sign-in-state.ts'
import { sessionCookieName, sessionCookieOptions } from '#lib/auth/session-cookie.ts'
import { ABSOLUTE_LIMIT_MS } from '#lib/auth/session-limits.ts'
import { config } from '#lib/config/server/env.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { isSameOrigin } from '#lib/http/server/same-origin.ts'
import { answerUnexpected } from '#lib/http/server/unexpected.ts'
import { createLog } from '#lib/log/server/log.ts'
import { addressOf, currentActor } from './current-actor.ts'
import { sessionSecretOf } from './session-secret.ts'
import { encodeSessionToken } from './session-token.ts'
import { signIn, type SignInInput } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { passwordAdmission } from './throttle/admission.ts'

// Sign-in and sign-out as this request makes them: they are no verbs, because nobody is signed in yet, or any more.

/** Null when the visitor is in and the cookie set; else what the form says. */
export async function signInFromForm(form: FormData): Promise<SignInState | null> {
  const correlationId = randomUUID()
  try {
    const requestHeaders = await headers()
    if (!isSameOrigin(requestHeaders, config().web.publicOrigin)) return { code: 'foreign_origin' }
    const result = await signInHere(correlationId, {
      email: textOf(form, 'email'),
      password: textOf(form, 'password'),
      address: addressOf(requestHeaders),
      userAgent: requestHeaders.get('user-agent') ?? '',
    })
    if (!result.ok) return result.error
    await setSessionCookie(result.value.sessionId)
    return null
  } catch (cause) {
    return answerUnexpected(cause, { log: createLog(config().logLevel), correlationId })
  }
}

/** Signs in with this process's store, clock and delays. Also behind next-auth's credentials provider. */
export async function signInHere(correlationId: string, input: SignInInput): ReturnType<typeof signIn> {
  const { db, clock } = await runtime()
  const parts = {
    db,
    clock,
    wait,
    admission: passwordAdmission,
    strangers: strangerRecords,
    correlationId,
    randomBytes,
  }
  return signIn(parts, input)
}

/** The cookie goes whatever the store says: somebody at a shared desk must not stay signed in. */
export async function signOutHere(): Promise<void> {
  const correlationId = randomUUID()
  if (!isSameOrigin(await headers(), config().web.publicOrigin)) return
  try {
    const actor = await currentActor()
    const { db, clock } = await runtime()
    if (actor.kind === 'user') await signOut({ db, clock, correlationId }, actor)
  } catch (cause) {
    answerUnexpected(cause, { log: createLog(config().logLevel), correlationId })
  }
  const { isHttps } = config().web
  const options = { ...sessionCookieOptions(isHttps), maxAge: 0 }
  ;(await cookies()).set(sessionCookieName(isHttps), '', options)
}

async function setSessionCookie(sessionId: string): Promise<void> {
  const settings = config()
  const { isHttps } = settings.web
  const token = await encodeSessionToken(sessionId, sessionSecretOf(settings))
  const options = { ...sessionCookieOptions(isHttps), maxAge: ABSOLUTE_LIMIT_MS / 1000 }
  ;(await cookies()).set(sessionCookieName(isHttps), token, options)
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

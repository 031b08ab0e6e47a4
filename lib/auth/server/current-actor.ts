import 'server-only'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import type { AnonymousActor, UserActor } from '#lib/auth/actor.ts'
import { sessionCookieName } from '#lib/auth/session-cookie.ts'
import { BACKGROUND_HEADER } from '#lib/http/fetch-json.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { withStoreDigest } from '#lib/http/server/store-digest.ts'
import { sessionSecretOf } from './session-secret.ts'
import { sessionIdOf } from './session-token.ts'
import { readSession } from './sessions/sessions.ts'

/**
 * Who makes this request: read from the session's row every time, on every page, route and action (once within one
 * page). Whatever proxy.ts thought does not count. Throws when the store cannot be read.
 */
export const currentActor: () => Promise<UserActor | AnonymousActor> = cache(() => withStoreDigest(readActor))

async function readActor(): Promise<UserActor | AnonymousActor> {
  const requestHeaders = await headers()
  const address = addressOf(requestHeaders)
  const { config, db, clock, log, unsavedSeen } = await runtime()
  const cookie = (await cookies()).get(sessionCookieName(config.web.isHttps))?.value
  const sessionId = await sessionIdOf(cookie, sessionSecretOf(config))
  if (sessionId === null) return { kind: 'anonymous', address }
  const actor = await readSession(db, {
    sessionId,
    address,
    now: clock.now(),
    isBackground: requestHeaders.has(BACKGROUND_HEADER),
    unsavedSeen,
    onTouchFailure: (cause) => {
      log('warn', 'last-seen could not be written', { cause: cause instanceof Error ? cause.name : 'unknown' })
    },
  })
  return actor ?? { kind: 'anonymous', address }
}

/**
 * The peer's address. lib/setup/preload.ts has overwritten the header from the socket, or from what a trusted proxy
 * says; the start is refused without it (instrumentation.ts).
 */
export function addressOf(requestHeaders: { get: (name: string) => string | null }): string {
  return requestHeaders.get('x-forwarded-for') ?? 'unknown'
}

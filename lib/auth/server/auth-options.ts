import 'server-only'
import { randomUUID } from 'node:crypto'
import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { sessionCookieName, sessionCookieOptions } from '#lib/auth/session-cookie.ts'
import { ABSOLUTE_LIMIT_MS } from '#lib/auth/session-limits.ts'
import type { Config } from '#lib/config/server/env.ts'
import { paths } from '#lib/core/paths.ts'
import { addressOf, currentActor } from './current-actor.ts'
import { sessionSecretOf } from './session-secret.ts'
import { signInHere } from './sign-in-request.ts'

/**
 * next-auth's side of a session, for scripts and for whoever expects its HTTP interface. Its token carries a session
 * id and nothing else, and its answers come from the session's row: its own claims and times decide nothing.
 */
export function authOptions(config: Config): NextAuthOptions {
  const { isHttps } = config.web
  return {
    secret: sessionSecretOf(config),
    useSecureCookies: isHttps,
    cookies: { sessionToken: { name: sessionCookieName(isHttps), options: sessionCookieOptions(isHttps) } },
    session: { strategy: 'jwt', maxAge: ABSOLUTE_LIMIT_MS / 1000 },
    pages: { signIn: paths.signIn, signOut: paths.signIn, error: paths.signIn, verifyRequest: paths.signIn },
    providers: [passwordProvider],
    callbacks: {
      // A redirect goes to this console alone.
      redirect: ({ url }) =>
        URL.parse(url, config.web.publicOrigin)?.origin === config.web.publicOrigin ? url : config.web.publicOrigin,
      // `user` is there at sign-in alone; its id is the session's.
      jwt: ({ token, user }) => ({ sid: isPresent(user) ? user.id : token['sid'] }),
      // The session id stays in the cookie: scripts have no business with it.
      session: async ({ session }) => {
        const actor = await currentActor()
        if (actor.kind !== 'user') return { expires: new Date(0).toISOString() }
        return { expires: session.expires, user: { name: actor.name, email: actor.email } }
      },
    },
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  }
}

const passwordProvider = CredentialsProvider({
  credentials: { email: { label: 'E-mail', type: 'email' }, password: { label: 'Password', type: 'password' } },
  authorize: async (credentials, request) => {
    const get = headerReader(request.headers)
    const result = await signInHere(randomUUID(), {
      email: credentials?.email ?? '',
      password: credentials?.password ?? '',
      address: addressOf({ get }),
      userAgent: get('user-agent') ?? '',
    })
    return result.ok ? { id: result.value.sessionId } : null
  },
})

function isPresent(user: { id: string } | undefined): user is { id: string } {
  return user !== undefined
}

function headerReader(headers: unknown): (name: string) => string | null {
  const record: Record<string, unknown> = typeof headers === 'object' && headers !== null ? { ...headers } : {}
  return (name) => {
    const value = record[name]
    return typeof value === 'string' ? value : null
  }
}

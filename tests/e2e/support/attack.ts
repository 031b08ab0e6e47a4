import { actionResult } from './action-call.ts'
import { multipart, problemCode, type Answer, type Asking } from './http.ts'
import { clearsSession, sessionCookieIn, signInFields } from './people.ts'
import { builtActions, type BuiltAction } from './surface.ts'
import type { Victims } from './victims.ts'

// What a page of somebody else's could send with the cookies of an administrator who has the console open: every
// request that changes something, complete but for where it comes from.

export const contentTypes = [
  'text/plain;charset=UTF-8',
  'application/json',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
] as const
export type ContentType = (typeof contentTypes)[number]

export type Entry = {
  name: string
  /** In which it is sent. */
  contentTypes: readonly ContentType[]
  /** Whatever it does not understand is turned away, wherever it comes from. */
  understands: (contentType: ContentType) => boolean
  /** What does harm when it is let through. */
  harmful: (contentType: ContentType, victims: Victims) => Asking
  /** The same request with nothing in it that could change anything; null where its answer would show nothing. */
  harmless: ((contentType: ContentType, victims: Victims) => Asking) | null
  /** Whether the answer says that it was let through. Forms are answered with a page that does not: the store does. */
  hasPassed: (answer: Answer) => boolean
}

export function everyEntry(): Entry[] {
  return [...builtActions().flatMap((action) => [byScript(action), byForm(action)]), callback, signOutRoute]
}

/** As React calls an action: its id in a header, its arguments as `encodeReply` writes them. */
function byScript(action: BuiltAction): Entry {
  const exportedName = nameOf(action)
  const asking = (contentType: ContentType, fields: readonly (readonly [string, string])[], cookie: string | null) => ({
    method: 'POST',
    path: pageOf(action),
    ...written(contentType, fields, { 'next-action': action.id, ...(cookie !== null && { cookie }) }),
  })
  const isSignIn = exportedName === 'signInAction'
  return {
    name: `${exportedName} by script`,
    contentTypes,
    understands: (contentType) => contentType !== 'application/x-www-form-urlencoded',
    harmful: (contentType, victims) => {
      const fields = isSignIn ? signInFields(victims.admin) : argumentFields(victims.arguments[exportedName])
      return asking(contentType, fields, isSignIn ? null : victims.admin.cookie)
    },
    // Nothing is no input of any verb, and nobody has nothing to sign out of.
    harmless: isSignIn
      ? null
      : (contentType, victims) =>
          asking(contentType, argumentFields(null), exportedName === 'signOutAction' ? null : victims.admin.cookie),
    hasPassed: (answer) =>
      clearsSession(answer) || sessionCookieIn(answer) !== null || !/^(foreign_origin)?$/.test(returnedCode(answer)),
  }
}

/** As a form without JavaScript does: no header of its own, so that any page may send it without asking first. */
function byForm(action: BuiltAction): Entry {
  const exportedName = nameOf(action)
  const asking = (contentType: ContentType, bound: unknown, more: [string, string][], cookie: string | null) => {
    const fields: [string, string][] = [
      ['$ACTION_REF_1', ''],
      ['$ACTION_1:0', JSON.stringify({ id: action.id, bound: '$@1' })],
      ['$ACTION_1:1', JSON.stringify([bound])],
      ...more,
    ]
    return { method: 'POST', path: pageOf(action), ...written(contentType, fields, cookie === null ? {} : { cookie }) }
  }
  return {
    name: `${exportedName} by form`,
    contentTypes: ['multipart/form-data'],
    understands: () => true,
    harmful: (contentType, { admin, arguments: all }) => {
      if (exportedName !== 'signInAction') return asking(contentType, all[exportedName], [], admin.cookie)
      const typed: [string, string][] = [
        ['email', admin.email],
        ['password', admin.password],
      ]
      return asking(contentType, { code: 'ready' }, typed, null)
    },
    harmless: exportedName === 'signOutAction' ? (contentType) => asking(contentType, null, [], null) : null,
    hasPassed: (answer) =>
      clearsSession(answer) || sessionCookieIn(answer) !== null || sessionCookieIn(answer) !== null,
  }
}

/** Signing in by next-auth's interface. */
const callback: Entry = {
  name: 'POST /api/auth/callback/credentials',
  contentTypes,
  understands: () => true,
  harmful: (contentType, { admin, csrf }) => authAsking('callback/credentials', contentType, csrf, admin),
  harmless: (contentType, { csrf }) => authAsking('callback/credentials', contentType, { ...csrf, token: 'x' }, null),
  hasPassed: isNoForeignOrigin,
}

const signOutRoute: Entry = {
  name: 'POST /api/auth/signout',
  contentTypes,
  understands: () => true,
  harmful: (contentType, { admin, csrf }) =>
    authAsking('signout', contentType, { ...csrf, cookie: `${csrf.cookie}; ${admin.cookie}` }, null),
  harmless: (contentType, { csrf }) => authAsking('signout', contentType, csrf, null),
  hasPassed: isNoForeignOrigin,
}

function authAsking(
  path: string,
  contentType: ContentType,
  csrf: Victims['csrf'],
  account: { email: string; password: string } | null,
): Asking {
  const fields = {
    csrfToken: csrf.token,
    json: 'true',
    ...(account && { email: account.email, password: account.password }),
  }
  const headers = { cookie: csrf.cookie, 'content-type': contentType }
  const asking = { method: 'POST', path: `/api/auth/${path}` }
  if (contentType === 'application/json') return { ...asking, headers, body: JSON.stringify(fields) }
  return { ...asking, ...written(contentType, Object.entries(fields), headers) }
}

function isNoForeignOrigin(answer: Answer): boolean {
  return problemCode(answer) !== 'foreign_origin'
}

function argumentFields(argument: unknown): [string, string][] {
  return [['0', JSON.stringify([argument])]]
}

/** Headers and body. Where the type has no fields, the last one, which holds the arguments, is all there is. */
function written(
  contentType: ContentType,
  fields: readonly (readonly [string, string])[],
  headers: Record<string, string>,
): Required<Pick<Asking, 'headers' | 'body'>> {
  switch (contentType) {
    case 'multipart/form-data': {
      const { contentType: withBoundary, body } = multipart(fields)
      return { headers: { ...headers, 'content-type': withBoundary }, body }
    }
    case 'application/x-www-form-urlencoded':
      return {
        headers: { ...headers, 'content-type': contentType },
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
      }
    case 'text/plain;charset=UTF-8':
    case 'application/json':
      return { headers: { ...headers, 'content-type': contentType }, body: fields.at(-1)?.[1] ?? '' }
  }
}

/** A form finds its action only at a page that carries it. */
function pageOf({ pages }: BuiltAction): string {
  return (pages.find((page) => !page.includes('[')) ?? pages[0] ?? '/').replace(/\[\w+\]/, 'unknown')
}

function nameOf({ name }: BuiltAction): string {
  return name.slice(name.indexOf('#') + 1)
}

/** The code that the action returned, in a result or by itself; `ok`; or nothing, where it returned nothing. */
function returnedCode(answer: Answer): string {
  const result = actionResult(answer)
  if (typeof result !== 'object' || result === null) return ''
  if ('ok' in result && result.ok === true) return 'ok'
  const failure = 'error' in result ? result.error : result
  return typeof failure === 'object' && failure !== null && 'code' in failure ? String(failure.code) : ''
}

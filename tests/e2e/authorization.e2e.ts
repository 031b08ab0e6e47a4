import settings from '#lib/i18n/catalogs/en/settings.json' with { type: 'json' }
import states from '#lib/i18n/catalogs/en/states.json' with { type: 'json' }
import { admissionOf, people, permissionOf, type Person } from '#tests/support/policy.ts'
import { callAction, outcomeOf } from './support/action-call.ts'
import { expect, test } from './support/fixtures.ts'
import { problemCode, send, type Answer } from './support/http.ts'
import { userAgent } from './support/people.ts'
import { actions, pages, publicActions, publicPages, routes } from './support/surface-policy.ts'
import { builtActions, builtOldPages, builtPages, builtRoutes } from './support/surface.ts'
import { revokeByHttp, type Revoked } from './support/write-by-http.ts'

// Everything that the production build answers to, for everybody: the rows are the build's own manifests, the expected
// cells the policy. Each matrix runs twice: against the console as it is, and against one that has no proxy.ts.

type Row = {
  name: string
  expected: (person: Person) => string
  actual: (person: Person) => Promise<string>
}

/** Every cell is asked; what differs is shown by row and person. */
async function expectMatrix(rows: readonly Row[]): Promise<void> {
  const expected: Record<string, string> = {}
  const actual: Record<string, string> = {}
  await Promise.all(
    rows.flatMap((row) =>
      people.map(async (person) => {
        const cell = `${row.name} for ${person}`
        expected[cell] = row.expected(person)
        actual[cell] = await row.actual(person)
      }),
    ),
  )
  expect(Object.keys(expected)).toHaveLength(rows.length * people.length)
  expect(actual).toEqual(expected)
}

test('the tables name what the build answers to, and nothing else', () => {
  const named = [...Object.keys(actions), ...publicActions]
  expect(
    builtActions()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(named.sort())
  expect(builtRoutes().sort()).toEqual(Object.keys(routes).sort())
  expect(builtPages().sort()).toEqual([...Object.keys(pages), ...publicPages].sort())
  expect(builtOldPages(), 'the pages router has nothing').toEqual(['/500'])
})

for (const hasProxy of [true, false]) {
  test.describe(hasProxy ? 'with proxy.ts' : 'without proxy.ts', () => {
    test('which is true', async ({ stack, bare }) => {
      const { headers } = await send(hasProxy ? stack.origin : bare.origin, { path: '/sign-in' })
      expect('content-security-policy' in headers).toBe(hasProxy)
    })

    test('actions × people', async ({ stack, bare, cookieOf }) => {
      const { origin } = hasProxy ? stack : bare
      const rows = builtActions().flatMap((action) => (actions[action.name] ?? []).map((row) => ({ action, ...row })))
      await expectMatrix(
        rows.map(({ action, verb, argument, answer, permission = permissionOf[verb] }) => ({
          name: `${action.name} ${JSON.stringify(argument)}`,
          expected: (person) => {
            const admission = admissionOf(person, permission)
            return admission === 'allowed' ? answer : admission
          },
          actual: async (person) => outcomeOf(await callAction(origin, action, argument, { cookie: cookieOf[person] })),
        })),
      )
    })

    test('routes × people', async ({ stack, bare, cookieOf }) => {
      const { origin } = hasProxy ? stack : bare
      await expectMatrix(
        Object.entries(routes).map(([address, { verb, path, answer }]) => ({
          name: address,
          expected: (person) => {
            const admission = admissionOf(person, verb === 'public' ? 'public' : permissionOf[verb])
            return admission === 'allowed' ? answer : `${admission === 'unauthenticated' ? '401' : '403'} ${admission}`
          },
          actual: async (person) => {
            const asking = {
              path: path ?? address.replace(/\[\w+\]/, 'unknown'),
              headers: cookieHeader(cookieOf[person]),
            }
            const answered = await send(origin, asking)
            return `${String(answered.status)} ${problemCode(answered) ?? ''}`.trim()
          },
        })),
      )
    })

    test('pages × people', async ({ stack, bare, cookieOf }) => {
      const { origin } = hasProxy ? stack : bare
      const revoked = await revokeByHttp(stack, cookieOf.operator)
      await expectMatrix(
        Object.entries(pages).map(([address, { verb, path, mark }]) => ({
          name: address,
          expected: (person) => admissionOf(person, permissionOf[verb]),
          actual: async (person) =>
            shownBy(
              await send(origin, { path: path(revoked), headers: cookieHeader(cookieOf[person]) }),
              marksOf(revoked)[mark],
            ),
        })),
      )
    })
  })
}

test('pages × people where the layout is left out, as the browser may ask', async ({ bare, stack, cookieOf }) => {
  const revoked = await revokeByHttp(stack, cookieOf.operator)
  await expectMatrix(
    Object.entries(pages).map(([address, { verb, path, mark }]) => ({
      name: address,
      expected: (person) => admissionOf(person, permissionOf[verb]),
      actual: async (person) =>
        shownBy(await sendWithoutLayout(bare.origin, path(revoked), cookieOf[person]), marksOf(revoked)[mark]),
    })),
  )
})

test('a stranger is refused by every action at every page that carries it, and at one that does not', async ({
  bare,
}) => {
  const calls = builtActions().flatMap((action) =>
    (actions[action.name] ?? []).flatMap(({ argument }) =>
      [...new Set([...action.pages, '/sign-in', '/nowhere'])].map((page) => ({ action, argument, page })),
    ),
  )
  const outcomes = await Promise.all(
    calls.map(async ({ action, argument, page }) => {
      const path = page.replace(/\[\w+\]/, 'unknown')
      return outcomeOf(await callAction(bare.origin, action, argument, { cookie: null, path }))
    }),
  )
  expect(calls.length).toBeGreaterThan(100)
  expect(new Set(outcomes)).toEqual(new Set(['unauthenticated']))
})

function cookieHeader(cookie: string | null): Record<string, string> {
  return cookie === null ? {} : { cookie }
}

function marksOf({ commonName, caName }: Revoked) {
  return { commonName, caName, session: userAgent }
}

/**
 * What somebody got to see. The mark counts first: where it stands in the answer something was shown, whatever else the
 * answer says. Redirects of a page that has begun to stream stand in its body.
 */
function shownBy({ status, headers, text }: Answer, mark: string): string {
  if (text.includes(mark)) return 'allowed'
  const target = headers.location ?? /NEXT_REDIRECT;replace;([^;]+);/.exec(text)?.[1] ?? ''
  if (/^(http:\/\/[^/]+)?\/sign-in\b/.test(target)) return 'unauthenticated'
  if (target === '/settings') return 'password_change_required'
  if (text.includes(states.forbidden.heading)) return 'forbidden'
  // The settings themselves, where the new password is chosen.
  if (text.includes(settings.password.must)) return 'password_change_required'
  return `${String(status)} with neither the mark nor a refusal`
}

/** As Next's router asks for a page when it holds the layouts above it already: they do not run then. */
async function sendWithoutLayout(origin: string, path: string, cookie: string | null): Promise<Answer> {
  const held = ['', { children: ['(console)', { children: ['elsewhere', { children: ['__PAGE__', {}] }] }] }]
  const headers = {
    ...cookieHeader(cookie),
    rsc: '1',
    'next-router-state-tree': encodeURIComponent(JSON.stringify(held)),
  }
  // Next sends every such request once to an address that names these headers.
  const { headers: answered } = await send(origin, { path, headers })
  return send(origin, { path: answered.location ?? path, headers })
}

import { everyEntry, type ContentType, type Entry } from './support/attack.ts'
import { expect, test } from './support/fixtures.ts'
import { ownHeaders, problemCode, send, type Answer, type Asking } from './support/http.ts'
import { signIn } from './support/people.ts'
import type { Stack } from './support/stack.ts'
import { change } from './support/stored.ts'
import { changedParts, storeStateOf, type StorePart } from './support/store-state.ts'
import { builtActions, builtPages, builtRoutes } from './support/surface.ts'
import { findVictims, type Victims } from './support/victims.ts'

// Where a request comes from, for everything that changes something: Origin × Sec-Fetch-Site × content type. What is
// refused has changed nothing in the store and nothing at the vendor, and the same request from a page of ours does.

const origins = ['same', 'foreign', 'null', 'missing'] as const
const sites = ['same-origin', 'same-site', 'cross-site', 'none', 'missing'] as const

type Source = { origin: (typeof origins)[number]; site: (typeof sites)[number] }
const sources: Source[] = origins.flatMap((origin) => sites.map((site) => ({ origin, site })))

/** A page of the console, in a browser that sends Sec-Fetch-Site and in one that does not. */
function isOurs({ origin, site }: Source): boolean {
  return origin === 'same' && (site === 'same-origin' || site === 'missing')
}

/** Every entry from every source, with every content type in which it can be sent at all. */
function cellsOf(from: readonly Source[]) {
  return everyEntry().flatMap((entry) =>
    from.flatMap((source) => entry.contentTypes.map((contentType) => ({ entry, source, contentType }))),
  )
}

for (const hasProxy of [true, false]) {
  test.describe(hasProxy ? 'with proxy.ts' : 'without proxy.ts', () => {
    test('nothing from elsewhere does anything, and the same from here does', async ({ stack, bare, cookieOf }) => {
      const { origin } = hasProxy ? stack : bare
      const victims = await findVictims(stack, cookieOf.admin, hasProxy ? 'attacked' : 'attacked-bare')
      const before = storeStateOf(stack)
      const cells = cellsOf(sources.filter((source) => !isOurs(source)))
      const letThrough = await failuresOf(cells, async ({ entry, source, contentType }) => {
        const answer = await send(origin, from(entry.harmful(contentType, victims), source, origin))
        return hasProxy ? isForeignOrigin(answer) : !entry.hasPassed(answer)
      })
      // 18 sources; forms are multipart alone.
      expect(cells).toHaveLength(18 * (builtActions().length * (4 + 1) + 2 * 4))
      expect(letThrough).toEqual([])
      expect(storeStateOf(stack)).toEqual(before)
      expect(await stack.callsOn('CreateRevokeClientCertificate', victims.toRevoke)).toEqual([])
      await expectHarm(stack, origin, victims)
      expect(await stack.callsOn('CreateRevokeClientCertificate', victims.toRevoke)).toHaveLength(1)
    })

    test('what comes from here is let through, as long as it is understood', async ({ stack, bare, cookieOf }) => {
      const { origin } = hasProxy ? stack : bare
      const victims = await findVictims(stack, cookieOf.admin, hasProxy ? 'welcome' : 'welcome-bare')
      const before = storeStateOf(stack)
      const cells = cellsOf(sources.filter(isOurs)).flatMap(({ entry, ...cell }) =>
        entry.harmless && entry.understands(cell.contentType) ? { entry, ask: entry.harmless, ...cell } : [],
      )
      const keptOut = await failuresOf(cells, async ({ entry, ask, source, contentType }) =>
        entry.hasPassed(await send(origin, from(ask(contentType, victims), source, origin))),
      )
      expect(cells.length).toBeGreaterThan(100)
      expect(keptOut).toEqual([])
      expect(storeStateOf(stack), 'what was sent was harmless').toEqual(before)
      change(stack, `update alarms set acknowledged_at = 1, acknowledged_by = 'test' where kind = 'planted'`)
    })

    test('no other method and no other address changes anything', async ({ stack, bare, cookieOf }) => {
      const { origin } = hasProxy ? stack : bare
      const before = storeStateOf(stack)
      const headers = { ...ownHeaders(origin), cookie: cookieOf.admin ?? '', 'content-type': 'application/json' }
      const addresses = [...builtRoutes(), ...builtPages()].map((address) => address.replace(/\[[^\]]+\]/, 'unknown'))
      const calls = addresses.flatMap((path) =>
        ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ method, path, headers, body: '{}' })),
      )
      const answers = await Promise.all(
        calls.map(async (call) => ({ ...call, status: (await send(origin, call)).status })),
      )
      const served = answers.filter(({ path, status }) => path.startsWith('/api/') && status !== 405 && status !== 404)
      expect(served).toEqual([])
      for (const path of ['/api/auth/signout', '/api/auth/callback/credentials?email=admin@example.test&password=x'])
        expect((await send(origin, { path, headers })).status, path).toBe(404)
      expect(storeStateOf(stack)).toEqual(before)
    })
  })
}

/** The cells of which `isRight` does not hold, by name. */
async function failuresOf<Cell extends { entry: Entry; source: Source; contentType: string }>(
  cells: readonly Cell[],
  isRight: (cell: Cell) => Promise<boolean>,
): Promise<string[]> {
  const failures = cells.map(async (cell) => {
    if (await isRight(cell)) return []
    const { origin, site } = cell.source
    return [`${cell.entry.name} with Origin ${origin}, Sec-Fetch-Site ${site}, ${cell.contentType}`]
  })
  return (await Promise.all(failures)).flat()
}

function from(asking: Asking, { origin, site }: Source, own: string): Asking {
  const said = { same: own, foreign: 'https://evil.example', null: 'null', missing: null }[origin]
  const headers = { ...(said !== null && { origin: said }), ...(site !== 'missing' && { 'sec-fetch-site': site }) }
  return { ...asking, headers: { ...asking.headers, ...headers } }
}

function isForeignOrigin(answer: Answer): boolean {
  return answer.status === 403 && problemCode(answer) === 'foreign_origin'
}

/** What each of the refused requests does when a page of ours sends it, in an order in which each can. */
const harm: [entry: string, contentType: ContentType, ...parts: StorePart[]][] = [
  ['createUserAction by script', 'text/plain;charset=UTF-8', 'users', 'audit'],
  ['changeRoleAction by script', 'application/json', 'users', 'audit'],
  ['endSessionAction by script', 'multipart/form-data', 'sessions', 'audit'],
  ['resetPasswordAction by form', 'multipart/form-data', 'users', 'audit'],
  ['disableUserAction by form', 'multipart/form-data', 'users', 'audit'],
  ['enableUserAction by form', 'multipart/form-data', 'users', 'audit'],
  ['revokeCertificateAction by form', 'multipart/form-data', 'operations', 'audit'],
  ['removeCertificateAction by script', 'text/plain;charset=UTF-8', 'operations', 'audit'],
  ['scheduleDeletionAction by form', 'multipart/form-data', 'operations', 'audit'],
  ['acknowledgeOperationAction by script', 'application/json', 'audit'],
  ['cancelDeletionAction by script', 'text/plain;charset=UTF-8', 'operations', 'audit'],
  ['acknowledgeAlarmAction by form', 'multipart/form-data', 'audit'],
  ['annotateCertificateAction by form', 'multipart/form-data', 'audit'],
  ['saveViewAction by form', 'multipart/form-data', 'audit'],
  ['changeViewAction by form', 'multipart/form-data', 'audit'],
  ['deleteViewAction by form', 'multipart/form-data', 'audit'],
  ['runSyncAction by form', 'multipart/form-data', 'audit'],
  ['verifyAuditAction by script', 'text/plain;charset=UTF-8', 'audit'],
  ['signInAction by script', 'multipart/form-data', 'sessions', 'audit'],
  ['signInAction by form', 'multipart/form-data', 'sessions', 'audit'],
  ['POST /api/auth/callback/credentials', 'application/x-www-form-urlencoded', 'sessions', 'audit'],
  ['POST /api/auth/callback/credentials', 'application/json', 'sessions', 'audit'],
  ['changePasswordAction by script', 'text/plain;charset=UTF-8', 'users', 'audit'],
]
/** The three ways out end a session each. */
const waysOut: [entry: string, contentType: ContentType][] = [
  ['signOutAction by script', 'text/plain;charset=UTF-8'],
  ['signOutAction by form', 'multipart/form-data'],
  ['POST /api/auth/signout', 'application/x-www-form-urlencoded'],
]

async function expectHarm(stack: Stack, origin: string, victims: Victims): Promise<void> {
  const ours: Source = { origin: 'same', site: 'same-origin' }
  const entries = new Map(everyEntry().map((entry) => [entry.name, entry]))
  const expectChange = async (name: string, contentType: ContentType, parts: StorePart[], by: Victims = victims) => {
    const asking = entries.get(name)?.harmful(contentType, by)
    if (!asking) throw new Error(`no entry ${name}`)
    const before = storeStateOf(stack)
    await send(origin, from(asking, ours, origin))
    expect(changedParts(before, storeStateOf(stack)), name).toEqual(expect.arrayContaining(parts))
  }
  for (const [name, contentType, ...parts] of harm) await expectChange(name, contentType, parts)
  const account = { email: victims.admin.email, password: victims.newPassword }
  for (const [name, contentType] of waysOut) {
    const admin = { ...victims.admin, cookie: await signIn(stack.origin, account) }
    await expectChange(name, contentType, ['sessions', 'audit'], { ...victims, admin })
  }
}

import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { expect, test, type FaultKind, type PageOptions } from './support/fixtures.ts'
import { fillDeleteDialog, fillRevokeDialog, openCertificate, requestIdIn, serialOf } from './support/main-path.ts'
import { stored } from './support/stored.ts'
import type { Stack } from './support/stack.ts'
import { saidTooEarly, watchForSuccess, type Sighting } from './support/success-watch.ts'

// What an operator sees when the vendor is slow, breaks off or gives something that is no answer. All of them wait at
// the same time, each on a certificate of its own, because reading back takes its half minute by design.

const writes = {
  revoke: {
    operation: 'CreateRevokeClientCertificate',
    issued: 'ISSUE',
    press: 'Revoke',
    confirm: 'Revoke certificate',
    fill: fillRevokeDialog,
  },
  delete: {
    operation: 'DeleteClientCertificate',
    issued: 'REVOKE',
    press: 'Delete permanently…',
    confirm: 'Delete permanently',
    fill: fillDeleteDialog,
  },
} as const

type Case = {
  kind: keyof typeof writes
  fault: FaultKind
  ms?: number
  /** html502 comes from a proxy in front of the vendor: nothing was applied. */
  end: 'succeeded' | 'not_done'
  settledBy: 'answer' | 'read_back'
  /** The vendor's RequestId came with what arrived: in the header of an answer cut short, or in a late answer. */
  hasRequestId: boolean
}

const lost = { end: 'succeeded', settledBy: 'read_back', hasRequestId: false } as const
const refusedByProxy = { end: 'not_done', settledBy: 'read_back', hasRequestId: false } as const
const late = { end: 'succeeded', settledBy: 'answer', hasRequestId: true } as const

const cases: readonly Case[] = [
  { kind: 'revoke', fault: 'timeout_after', ...lost },
  { kind: 'revoke', fault: 'reset_after', ...lost },
  { kind: 'revoke', fault: 'delay', ms: 12_000, ...lost },
  { kind: 'revoke', fault: 'truncate', ...lost, hasRequestId: true },
  { kind: 'revoke', fault: 'html502', ...refusedByProxy },
  { kind: 'revoke', fault: 'delay', ms: 7_000, ...late },
  { kind: 'delete', fault: 'reset_after', ...lost },
  { kind: 'delete', fault: 'truncate', ...lost, hasRequestId: true },
  { kind: 'delete', fault: 'html502', ...refusedByProxy },
  { kind: 'delete', fault: 'delay', ms: 7_000, ...late },
]

type PageOf = (role: 'operator', options: PageOptions) => Promise<Page>
type Watched = Case & { page: Page; identifier: string; sightings: readonly Sighting[] }

test('a lost answer is unknown, then settled within a minute by one call, and no success is told before', async ({
  stack,
  pageOf,
}) => {
  test.setTimeout(600_000)
  const endings: Promise<unknown>[] = []
  for (const one of cases) {
    const watched = await openFilled(stack, pageOf, one)
    await confirm(stack, watched)
    endings.push(expectEnding(stack, watched).then(() => 'as expected', String))
  }
  expect(await Promise.all(endings)).toEqual(cases.map(() => 'as expected'))
})

async function expectEnding(stack: Stack, one: Watched): Promise<void> {
  const { page, fault, settledBy, identifier, end } = one
  const told = page.getByRole('heading', { level: 1 })
  if (settledBy === 'read_back') await expect(told).toContainText('Outcome unknown', { timeout: 25_000 })
  if (fault === 'truncate') expect(await requestIdShown(page)).toBe(await requestIdCalled(stack, one))
  await expect.poll(() => record(stack, identifier).state, { timeout: 60_000 }).toBe(end)
  await expectTold(stack, one)
}

async function openFilled(stack: Stack, pageOf: PageOf, one: Case): Promise<Watched> {
  const { issued, press, fill } = writes[one.kind]
  const identifier = await stack.issue({ status: issued })
  const page = await pageOf('operator', { viewport: { width: 1000, height: 600 } })
  const isRecorded = () => record(stack, identifier).state === 'succeeded'
  const sightings = await watchForSuccess(page.context(), one.kind, isRecorded)
  const serial = await serialOf(page, identifier)
  await openCertificate(page, identifier)
  await page.getByRole('button', { name: press, exact: true }).click()
  await fill(page, serial)
  return { ...one, page, identifier, sightings }
}

/** The fault strikes the next call of its operation: the one after it may go once this one has arrived. */
async function confirm(stack: Stack, { kind, fault, ms, page, identifier }: Watched): Promise<void> {
  const { operation, confirm: name } = writes[kind]
  await stack.fail(operation, fault, { times: 1, ...(ms === undefined ? {} : { ms }) })
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  await expect.poll(() => stack.callsOn(operation, identifier)).toHaveLength(1)
}

type Recorded = {
  state: string
  settled_by: string | null
  settled_at: number | null
  requested_at: number
  request_id: string | null
}

function record(stack: Stack, identifier: string): Recorded {
  const columns = 'state, settled_by, settled_at, requested_at, request_id'
  const [row] = stored(stack, `select ${columns} from operations where identifier = ?`, identifier) as Recorded[]
  return row ?? { state: 'none', settled_by: null, settled_at: null, requested_at: 0, request_id: null }
}

async function expectTold(stack: Stack, one: Watched): Promise<void> {
  const { page, kind, fault, ms, identifier, end, settledBy, hasRequestId, sightings } = one
  const name = `${kind} after ${fault} of ${String(ms ?? 0)} ms`
  const calls = await stack.callsOn(writes[kind].operation, identifier)
  expect(calls, name).toMatchObject([{ applied: end === 'succeeded' }])
  const row = record(stack, identifier)
  const requestId = hasRequestId ? calls[0]?.requestId : null
  expect(row, name).toMatchObject({ state: end, settled_by: settledBy, request_id: requestId })
  expect((row.settled_at ?? Infinity) - row.requested_at, name).toBeLessThanOrEqual(60_000)
  if (hasRequestId) expect(await requestIdShown(page), name).toBe(requestId)

  const told = page.getByRole('heading', { level: 1 })
  await expect(told, name).toContainText(end === 'not_done' ? 'unchanged' : /Accepted by|Found (revoked|gone)/)
  expect(saidTooEarly(sightings, end === 'succeeded' ? row.settled_at : null), name).toEqual([])
  if (end === 'not_done') await expectAccessible(page)
  // The watch is worth nothing if it overlooks the success that came in the end.
  if (end === 'succeeded') expect(sightings, name).not.toEqual([])
}

async function requestIdShown(page: Page): Promise<string> {
  return requestIdIn((await page.getByRole('region', { name: /receipt$/ }).textContent()) ?? '')
}

async function requestIdCalled(stack: Stack, { kind, identifier }: Watched): Promise<string | undefined> {
  const [call] = await stack.callsOn(writes[kind].operation, identifier)
  return call?.requestId
}

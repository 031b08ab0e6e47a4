import { expect } from 'vitest'
import { getOverview } from '#lib/overview/server/get.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import { DAY_MS, type ScheduleBench } from './schedule-support.ts'

// What can be seen of a scheduled deletion whose day has come.

export const MINUTE = 60_000

export const lastOf = async (bench: ScheduleBench) => (await bench.events()).at(-1)
export const tombstoneOf = (bench: ScheduleBench) =>
  bench.store.db
    .selectFrom('certificates')
    .select(['deleted_how', 'pem', 'revoke_time'])
    .where('identifier', '=', bench.identifier)
    .executeTakeFirstOrThrow()

/** Nothing was sent, and it waits for a person who finds it on both pages. */
export async function expectUnsent(bench: ScheduleBench, id: string, cause: string): Promise<void> {
  expect(bench.cloud.writes).toEqual([])
  expect(await bench.operation(id)).toMatchObject({ state: 'not_sent', cause, attendedAt: null })
  expect(await lastOf(bench)).toMatchObject({
    action: 'delete_certificate',
    outcome: 'not_sent',
    details: { cause },
  })
  await expectWaiting(bench, id, true)
  // It is over: the next turns leave it alone.
  bench.pass(2 * DAY_MS)
  await bench.work()
  expect(bench.cloud.writes).toEqual([])
}

export async function expectWaiting(bench: ScheduleBench, id: string, isWaiting: boolean): Promise<void> {
  const listed = await listOperations(bench.ctx, { state: ['unattended'], limit: 500 })
  const overview = await getOverview(bench.ctx, {})
  if (!listed.ok || !overview.ok) throw new Error('not listed')
  expect(listed.value.items.some((item) => item.id === id)).toBe(isWaiting)
  if (isWaiting) expect(overview.value.needsHuman.total).toBeGreaterThan(0)
}

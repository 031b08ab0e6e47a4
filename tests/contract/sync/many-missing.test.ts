import { expect, it } from 'vitest'
import { buryMissing, keepMissing } from '#lib/sync/server/decide-missing.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { syncTurn } from '#lib/sync/server/turn.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { benchOn, plan, silence, turn } from './support.ts'

describeEachEngine('more missing than may vanish', (openStore) => {
  async function asking(count = 40, gone = 30) {
    const store = await openStore()
    const bench = benchOn(store, count)
    await turn(bench)
    const taken = bench.cloud.truth.splice(0, gone)
    await turn(bench)
    const admin = asAnother(bench.verbContext, await signedInUser(store, 'admin', 'admin'))
    const operator = asAnother(bench.verbContext, await signedInUser(store, 'operator', 'op'))
    const status = async () => readSyncStatus(store.db)
    return { store, bench, taken, admin, operator, status }
  }

  it('buries none, is not complete, and asks, once in the audit', async () => {
    const { bench, status } = await asking()
    expect((await bench.buried('elsewhere')).size).toBe(0)
    expect(await status()).toMatchObject({ complete: false, missing: { count: 30, state: 'open', decidedBy: null } })
    await turn(bench)
    expect((await status()).missing).toMatchObject({ count: 30, state: 'open' })
    expect(await bench.findings()).toEqual([{ finding: 'many_missing', identifier: null, outcome: 'needs_human' }])
  })

  it('may bury twenty without asking, and does not ask when the list is shown to be wrong', async () => {
    const twenty = await asking(40, 20)
    expect((await twenty.bench.buried('elsewhere')).size).toBe(20)
    const wrong = await asking(40, 0)
    const hidden = wrong.bench.cloud.truth
    const describe = wrong.bench.cloud.getCertificate
    wrong.bench.cloud.getCertificate = async (identifier) => {
      const shown = wrong.bench.cloud.truth
      wrong.bench.cloud.truth = hidden
      const answer = await describe(identifier)
      wrong.bench.cloud.truth = shown
      return answer
    }
    wrong.bench.cloud.truth = hidden.slice(30)
    await turn(wrong.bench)
    expect(await wrong.status()).toMatchObject({ complete: false, missing: null })
  })

  it('is decided by an admin alone', async () => {
    const { operator, status } = await asking()
    const passId = (await status()).missing?.passId ?? 0
    for (const decide of [buryMissing, keepMissing]) {
      expect(await decide(operator, { passId })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    }
    expect((await status()).missing).toMatchObject({ state: 'open' })
  })

  it('is buried when an admin says so, each after NotFound; what came back is not', async () => {
    const { bench, taken, admin, status, store } = await asking()
    const question = (await status()).missing
    // The page is old by one pass, and one certificate has come back.
    await turn(bench)
    const [back] = taken
    if (back) bench.cloud.truth.push(back)
    expect(await buryMissing(admin, { passId: question?.passId })).toMatchObject({ ok: true, value: { count: 30 } })
    expect((await status()).missing).toMatchObject({ state: 'burying', decidedBy: 'admin@example.test' })
    bench.cloud.describeFailure = silence
    await syncTurn(bench.ctx, plan)
    expect((await bench.buried('elsewhere')).size).toBe(0)
    expect((await status()).missing).toMatchObject({ state: 'burying' })
    bench.cloud.describeFailure = null
    await turn(bench)
    const buried = await bench.buried('elsewhere')
    expect(buried.size).toBe(29)
    expect(buried.isSubsetOf(bench.cloud.saidNotFound)).toBe(true)
    expect(await status()).toMatchObject({ complete: true, missing: null })
    const actions = await store.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'actor'])
      .where('action', '=', 'bury_missing')
      .orderBy('sequence')
      .execute()
    expect(actions).toEqual([
      { action: 'bury_missing', outcome: 'requested', actor: 'admin@example.test' },
      { action: 'bury_missing', outcome: 'done', actor: 'worker:sync' },
    ])
  })

  it('is kept when an admin says so: nobody is asked again, others still vanish, and burying stays possible', async () => {
    const { bench, admin, status } = await asking()
    const passId = (await status()).missing?.passId ?? 0
    expect(await keepMissing(admin, { passId })).toMatchObject({ ok: true })
    const lost = bench.cloud.truth.pop()?.identifier ?? ''
    await turn(bench)
    expect(await status()).toMatchObject({ complete: false, missing: { state: 'kept', count: 30 } })
    expect(await bench.buried('elsewhere')).toEqual(new Set([lost]))
    expect(await buryMissing(admin, { passId })).toMatchObject({ ok: true })
    await turn(bench)
    expect((await bench.buried('elsewhere')).size).toBe(31)
    expect(await status()).toMatchObject({ complete: true, missing: null })
  })

  it('is forgotten when all have come back', async () => {
    const { bench, taken, admin, status } = await asking()
    const passId = (await status()).missing?.passId ?? 0
    await keepMissing(admin, { passId })
    bench.cloud.truth.push(...taken)
    await turn(bench)
    expect(await status()).toMatchObject({ complete: true, missing: null })
    expect(await buryMissing(admin, { passId })).toMatchObject({ ok: false, error: { code: 'nothing_to_decide' } })
    expect(await buryMissing(admin, { passId: 9_999 })).toMatchObject({
      ok: false,
      error: { code: 'nothing_to_decide' },
    })
  })
})

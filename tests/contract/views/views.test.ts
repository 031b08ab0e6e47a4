import { beforeAll, expect, it } from 'vitest'
import type { Role } from '#lib/auth/roles.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'
import { paths } from '#lib/core/paths.ts'
import { certificateFilterOf } from '#lib/certificates/filter.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { changeView } from '#lib/views/server/change.ts'
import { deleteView } from '#lib/views/server/delete.ts'
import { listViews } from '#lib/views/server/list.ts'
import { saveView } from '#lib/views/server/save.ts'
import { MAX_VIEWS } from '#lib/views/schema.ts'

describeEachEngine('saved views', (openStore) => {
  let store: TestStore
  let people = 0
  const now = Date.UTC(2026, 10, 24, 12)
  beforeAll(async () => {
    store = await openStore()
  })
  const as = async (role: Role): Promise<VerbContext> => {
    const actor = await signedInUser(store, role, `${role}${String((people += 1))}`)
    return contextOn(store, scriptedCloud([]), { actor, clock: { now: () => now } })
  }
  const views = async (ctx: VerbContext, input: object = {}) => {
    const result = await listViews(ctx, input)
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }
  const saved = async (ctx: VerbContext, input: object) => {
    const result = await saveView(ctx, input)
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }
  const lastEvents = async (count: number) => {
    const rows = await store.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'record'])
      .orderBy('sequence', 'desc')
      .limit(count)
      .execute()
    return rows.map(({ action, outcome, record }) => {
      const { details } = JSON.parse(record) as { details: Record<string, unknown> }
      return { action, outcome, details }
    })
  }

  it('keep the conditions and the order of an address, and nothing else of it', async () => {
    const ctx = await as('viewer')
    const address =
      'sort=-not_after&status=revoked&status=expired&cursor=of+a+page&limit=200&facets=true&sync=true&x=1&q=a%26b'
    const view = await saved(ctx, { name: '  Gone\u3000', params: address })
    expect(view).toMatchObject({
      name: 'Gone',
      isShared: false,
      isMine: true,
      params: 'q=a%26b&status=expired&status=revoked&sort=-not_after',
    })
    expect((await views(ctx)).views).toEqual([view])
    // What is kept is what the list reads.
    await listed(ctx, certificateFilterOf(new URL(`http://x${paths.certificates}?${view.params}`).searchParams))
  })

  it.each([
    ['an unknown word', { params: 'status=bogus' }],
    ['an unknown order', { params: 'sort=colour' }],
    ['no date', { params: 'expires_before=soon' }],
    ['no name', { name: '  ' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['a name that turns its writing around', { name: 'a\u202eb' }],
    ['a name without an end', { name: 'x'.repeat(81) }],
    ['a field of another kind', { owner: 'admin' }],
  ])('refuse %s', async (_what, wrong) => {
    const ctx = await as('viewer')
    const result = await saveView(ctx, { name: 'A view', params: '', ...wrong })
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    expect((await views(ctx)).views).toEqual([])
  })

  it('have a name once for each owner, and so many', async () => {
    const [one, other] = [await as('viewer'), await as('viewer')]
    const { id } = await saved(one, { name: 'Mine', params: 'type=server' })
    expect(await saveView(one, { name: 'Mine', params: 'type=client' })).toMatchObject({
      error: { code: 'name_taken' },
    })
    await saved(other, { name: 'Mine', params: 'type=client' })
    const second = await saved(one, { name: 'Second', params: 'type=client' })
    expect(await changeView(one, { id: second.id, name: 'Mine' })).toMatchObject({ error: { code: 'name_taken' } })
    expect(await changeView(one, { id, name: 'Mine' })).toMatchObject({ ok: true })
    for (let count = 2; count < MAX_VIEWS; count += 1) await saved(one, { name: String(count), params: '' })
    expect(await saveView(one, { name: 'More', params: '' })).toMatchObject({ error: { code: 'too_many_views' } })
  })

  it('are seen by others when they are shared, and changed by their owner alone', async () => {
    const [owner, operator, viewer, admin] = [
      await as('operator'),
      await as('operator'),
      await as('viewer'),
      await as('admin'),
    ]
    const { id } = await saved(owner, { name: 'Payments', params: 'q=payments' })
    const seenBy = async (ctx: VerbContext) => (await views(ctx)).views.filter((view) => view.id === id)
    for (const ctx of [operator, viewer, admin]) {
      expect(await seenBy(ctx)).toEqual([])
      // There is none, as far as they can tell.
      expect(await changeView(ctx, { id, name: 'Taken' })).toMatchObject({ error: { code: 'view_not_found' } })
      expect(await deleteView(ctx, { id })).toMatchObject({ error: { code: 'view_not_found' } })
    }
    expect(await changeView(owner, { id, isShared: true })).toMatchObject({ ok: true })
    const email = owner.actor.kind === 'user' ? owner.actor.email : ''
    for (const [ctx, mayDelete] of [
      [operator, false],
      [viewer, false],
      [admin, true],
    ] as const) {
      expect(await seenBy(ctx)).toMatchObject([{ isMine: false, isShared: true, owner: email, mayDelete }])
      for (const change of [{ name: 'Taken' }, { isShared: false }, { params: '' }]) {
        expect(await changeView(ctx, { id, ...change })).toMatchObject({ error: { code: 'not_yours', owner: email } })
      }
    }
    expect(await deleteView(viewer, { id })).toMatchObject({ error: { code: 'not_yours' } })
    expect(await deleteView(admin, { id })).toMatchObject({ ok: true, value: { name: 'Payments', isMine: false } })
    expect(await seenBy(owner)).toEqual([])
    expect(await lastEvents(1)).toEqual([
      {
        action: 'delete_view',
        outcome: 'done',
        details: { viewId: id, name: 'Payments', isShared: true, params: 'q=payments', owner: email },
      },
    ])
  })

  it.each(['viewer', 'auditor'] as const)('are not shared by a(n) %s, which is recorded', async (role) => {
    const ctx = await as(role)
    const forbidden = {
      ok: false,
      error: { code: 'forbidden', permission: 'views.share', heldBy: ['operator', 'admin'] },
    }
    expect(await saveView(ctx, { name: 'For all', params: '', isShared: true })).toMatchObject(forbidden)
    const { id } = await saved(ctx, { name: 'Mine', params: '' })
    expect(await changeView(ctx, { id, isShared: true })).toMatchObject(forbidden)
    expect(await lastEvents(3)).toMatchObject([
      { action: 'change_view', outcome: 'denied', details: { permission: 'views.share' } },
      { action: 'save_view', outcome: 'done' },
      { action: 'save_view', outcome: 'denied', details: { permission: 'views.share' } },
    ])
    expect((await views(ctx)).views).toMatchObject([{ name: 'Mine', isShared: false }])
  })

  it('record every change with what was before', async () => {
    const ctx = await as('operator')
    const { id } = await saved(ctx, { name: 'One', params: 'type=client' })
    await changeView(ctx, { id, name: 'Two', params: 'type=server&cursor=x', isShared: true })
    const [event] = await lastEvents(1)
    expect(event).toMatchObject({
      action: 'change_view',
      outcome: 'done',
      details: {
        name: 'Two',
        params: 'type=server',
        isShared: true,
        before: { name: 'One', params: 'type=client', isShared: false },
      },
    })
  })

  it('are counted as the list counts, and anew when the mirror has been read again', async () => {
    const ctx = await as('operator')
    const { id } = await saved(ctx, { name: 'Servers', params: 'type=server' })
    const whole = await saved(ctx, { name: 'Everything', params: '' })
    const counted = async () => (await views(ctx, { counts: true })).counts
    expect((await views(ctx)).counts).toBeUndefined()
    await mirrorAll(ctx, [certificateOf('one', { type: 'server' }), certificateOf('two')])
    await passed(1)
    expect(await counted()).toMatchObject({
      [id]: { total: 1, totalIsLowerBound: false },
      [whole.id]: { total: 2, totalIsLowerBound: false },
    })
    await mirrorAll(ctx, [certificateOf('three', { type: 'server' })])
    // Still those of the same pass.
    expect((await counted())?.[id]).toMatchObject({ total: 1 })
    await passed(2)
    expect((await counted())?.[id]).toMatchObject({ total: (await listed(ctx, { type: ['server'] })).total })
    // Of a later build, or by another hand.
    await store.db.updateTable('saved_views').set({ params: 'status=bogus' }).where('id', '=', id).execute()
    expect((await counted())?.[id]).toBeNull()
  })

  it('are nobody’s where there is no user', async () => {
    const ctx = contextOn(store, scriptedCloud([]))
    expect(await listViews(ctx, {})).toEqual({ ok: true, value: { views: [] } })
    for (const act of [
      () => saveView(ctx, { name: 'x', params: '' }),
      () => changeView(ctx, { id: 'x' }),
      () => deleteView(ctx, { id: 'x' }),
    ])
      expect(await act()).toMatchObject({ error: { code: 'no_user' } })
  })

  async function passed(ended: number): Promise<void> {
    await store.db
      .insertInto('sync_passes')
      .values({
        started_at: ended,
        ended_at: now + ended,
        state: 'done',
        complete: 1,
        pages: 1,
        rows: 2,
        vendor_total: 2,
        missing: '[]',
        failure: null,
      })
      .execute()
  }
})

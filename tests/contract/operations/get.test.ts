import { beforeAll, expect, it } from 'vitest'
import { getOperation, getRequest } from '#lib/operations/server/get.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'

describeEachEngine('what is known of one RequestId', (openStore) => {
  let ctx: VerbContext
  beforeAll(async () => {
    const store = await openStore()
    ctx = contextOn(store, scriptedCloud([]))
    const exchange = JSON.stringify({ request: null, answer: null, startedAt: 0, endedAt: 0 })
    const common = { kind: 'revoke', state: 'succeeded', exchange, access_key_id: 'LTAI5tSomeAccessKey0001' } as const
    await insertOperation(store.db, { ...common, id: 'one', identifier: 'first', request_id: 'R-1', requested_at: 1 })
    await insertOperation(store.db, { ...common, id: 'two', identifier: 'second', request_id: 'R-1', requested_at: 2 })
    await insertOperation(store.db, {
      ...common,
      id: 'three',
      identifier: 'third',
      request_id: 'R-10',
      requested_at: 3,
    })
  })

  it('is every operation that it answered, newest first, and no other', async () => {
    const found = await getRequest(ctx, { requestId: 'R-1' })
    if (!found.ok) throw new Error(found.error.code)
    expect(found.value.requestId).toBe('R-1')
    expect(found.value.operations.map(({ id, identifier }) => [id, identifier])).toEqual([
      ['two', 'second'],
      ['one', 'first'],
    ])
  })

  it.each(['R-2', 'R', 'r-1', '%', '\u0000'])('is nothing for %j', async (requestId) => {
    expect(await getRequest(ctx, { requestId })).toEqual({ ok: false, error: { code: 'not_found' } })
    expect(await getOperation(ctx, { id: requestId })).toEqual({ ok: false, error: { code: 'not_found' } })
  })

  it.each([
    ['viewer', 'LTAI****0001'],
    ['operator', 'LTAI5tSomeAccessKey0001'],
    ['auditor', 'LTAI5tSomeAccessKey0001'],
    ['admin', 'LTAI5tSomeAccessKey0001'],
  ] as const)('names to a %s the key as %s', async (role, shown) => {
    const actor = await signedInUser(ctx, role, role)
    const found = await getOperation({ ...ctx, actor }, { id: 'one' })
    expect(found).toMatchObject({ ok: true, value: { accessKeyId: shown } })
    expect(JSON.stringify(found).includes('SomeAccessKey')).toBe(role !== 'viewer')
  })
})

import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
describeEachEngine('a migrated store', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })
  it('has a head', async () => {
    expect(await store.db.selectFrom('audit_head').selectAll().execute()).toEqual([
      { id: 1, sequence: 0, hash: '0'.repeat(64) },
    ])
  })
})

import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { containsText, startsWithText, storableText } from '#lib/db/server/text.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'

describeEachEngine('searching text', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })

  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '%', '_', '\\', "'", '王', '芳', ' ', '\n', '😀') })

  it('finds what a column contains and nothing else, every sign meaning itself', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (hay, needle) => {
        await store.db.deleteFrom('facts').execute()
        await store.db.insertInto('facts').values({ name: 'x', value: hay, at: 0 }).execute()
        const find = (condition: ReturnType<typeof containsText>) =>
          store.db.selectFrom('facts').select('name').where(condition).execute()
        expect((await find(containsText('value', needle))).length === 1).toBe(hay.includes(needle))
        expect((await find(startsWithText('value', needle))).length === 1).toBe(hay.startsWith(needle))
      }),
      { numRuns: 150 },
    )
  })

  it('stores any text that JavaScript can hold', async () => {
    const value = storableText('NUL \u0000, half a pair \ud800, \u202e override')
    await store.db.deleteFrom('facts').execute()
    await store.db.insertInto('facts').values({ name: 'x', value, at: 0 }).execute()
    expect(await store.db.selectFrom('facts').select('value').execute()).toEqual([{ value }])
  })
})

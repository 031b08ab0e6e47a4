import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { startProcess } from '#tests/support/node-process.ts'

describeEachEngine('a transaction', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
    await store.db.insertInto('facts').values({ name: 'contended', value: '', at: 1 }).execute()
  })
  const fact = (name: string) => ({ name, value: '', at: 1 })
  const has = async (name: string) =>
    (await store.db.selectFrom('facts').select('name').where('name', '=', name).execute()).length > 0

  it('keeps all of it', async () => {
    await transaction(store.db, async (trx) => {
      await trx.insertInto('facts').values(fact('kept 1')).execute()
      await trx.insertInto('facts').values(fact('kept 2')).execute()
    })
    expect([await has('kept 1'), await has('kept 2')]).toEqual([true, true])
  })

  it('keeps nothing when anything throws, and tells what was thrown', async () => {
    const thrown = new Error('half way')
    const run = transaction(store.db, async (trx) => {
      await trx.insertInto('facts').values(fact('lost')).execute()
      throw thrown
    })
    await expect(run).rejects.toBe(thrown)
    expect(await has('lost')).toBe(false)
  })

  it('keeps nothing when one of its queries fails, even if the failure is swallowed', async () => {
    const run = transaction(store.db, async (trx) => {
      await trx.insertInto('facts').values(fact('before the failure')).execute()
      await trx.insertInto('facts').values(fact('contended')).execute()
    })
    await expect(run).rejects.toThrow(/unique/i)
    expect(await has('before the failure')).toBe(false)
  })

  it('refuses db inside itself at once instead of waiting for ever', async () => {
    const query = transaction(store.db, () => has('contended'))
    await expect(query).rejects.toThrow('inside its own transaction')
    const nested = transaction(store.db, () => transaction(store.db, async () => undefined))
    await expect(nested).rejects.toThrow('inside its own transaction')
    expect(await has('contended')).toBe(true)
  })

  it('lets what it started but did not wait for use db when it is over', async () => {
    let later: Promise<boolean> | undefined
    await transaction(store.db, async () => {
      later = delay(20).then(() => has('contended'))
    })
    await expect(later).resolves.toBe(true)
  })

  it('may use another store inside', async () => {
    const other = await openStore()
    const run = transaction(store.db, () => other.db.selectFrom('audit_head').selectAll().execute())
    await expect(run).resolves.toHaveLength(1)
  })

  it('is taken one after the other by callers of one process', async () => {
    await store.db.insertInto('facts').values({ name: 'count', value: '', at: 0 }).execute()
    const add = () =>
      transaction(store.db, async (trx) => {
        const row = trx.selectFrom('facts').select('at').where('name', '=', 'count')
        const { at } = await (store.engine === 'postgres' ? row.forUpdate() : row).executeTakeFirstOrThrow()
        await trx
          .updateTable('facts')
          .set({ at: at + 1 })
          .where('name', '=', 'count')
          .execute()
      })
    await Promise.all(Array.from({ length: 50 }, add))
    const { at } = await store.db.selectFrom('facts').select('at').where('name', '=', 'count').executeTakeFirstOrThrow()
    expect(at).toBe(50)
  })

  it('waits for the lock of another process without holding up the event loop', async () => {
    const other = startProcess('tests/contract/db/lock-process.ts', store.options)
    await once(other.child.stdout ?? other.child, 'data')
    let isOver = false
    const waiting = transaction(store.db, (trx) =>
      trx.updateTable('facts').set({ at: 3 }).where('name', '=', 'contended').execute(),
    ).finally(() => (isOver = true))
    const lags: number[] = []
    for (let tick = 0; tick < 20; tick += 1) {
      const before = performance.now()
      await delay(10)
      lags.push(performance.now() - before - 10)
    }
    expect(isOver).toBe(false)
    // A wait that blocks would have swallowed all 200 ms in one.
    expect(lags.sort((a, b) => a - b)[10]).toBeLessThan(60)
    other.child.stdin?.end()
    await waiting
    expect((await other.ended).code).toBe(0)
    const row = store.db.selectFrom('facts').select('at').where('name', '=', 'contended')
    expect(await row.executeTakeFirstOrThrow()).toEqual({ at: 3 })
  })
})

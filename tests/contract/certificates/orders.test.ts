import { sql, type CompiledQuery } from 'kysely'
import { expect, it } from 'vitest'
import { certificateSortFields } from '#lib/certificates/filter.ts'
import { listInOrder } from '#lib/certificates/server/repository.by-status.ts'
import { keyOfRow, placeAt } from '#lib/certificates/server/repository.order.ts'
import type { ListPlan } from '#lib/certificates/server/repository.plan.ts'
import type { Database } from '#lib/db/server/database.ts'
import { describeEngine } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { newContext, now } from './support.ts'

// A million rows that are sorted for one page take seconds: every order that is offered is one that an index brings.

const NOTHING_IS_FEW = {
  few: 0,
  near: 500,
  entries: 1_000,
  lookedUp: 100_000,
  far: 10_000,
  whole: 0,
  lookedAt: 30_000,
  along: 100_000,
}

describeEngine('sqlite', 'every order of the list', (openStore) => {
  it('is walked along an index, both ways, from its start and from within', async () => {
    const ctx = await newContext(openStore)
    const dated = {
      ...{ notBefore: now - 1, notAfter: now, alias: 'alias', customIdentifier: 'own' },
      ...{ subject: 'C=CN,O=Example,OU=Unit,L=Place,ST=State,CN=a', vendorId: '12', resourceGroupId: 'rg-1' },
    }
    await mirrorAll(
      ctx,
      ['a', 'b', 'c', 'd'].map((name) => certificateOf(name, dated)),
    )
    const plan: ListPlan = {
      conditions: [],
      found: null,
      from: 'table',
      far: null,
      total: null,
      sorted: 'index',
      near: null,
      ends: { from: null, to: null },
    }
    const sorted: string[] = []
    for (const sort of certificateSortFields.flatMap((field) => [field, `-${field}`] as const)) {
      const [first] = await listInOrder(ctx.db, {}, { plan, sort, place: null, limit: 1, now })
      if (first === undefined) throw new Error('no row')
      const within = placeAt({ of: '', direction: 'next', key: keyOfRow(first, sort, now) }, sort, now)
      for (const place of [null, within]) {
        const { db, asked } = overheard(ctx.db)
        await listInOrder(db, {}, { plan, sort, place, limit: 50, now }, NOTHING_IS_FEW)
        for (const query of asked()) {
          const steps = await explained(ctx.db, query)
          // Fingerprints hardly tie: what an index leaves of an order is the Identifiers of those that do.
          const isWhole = steps.some((step) => /^USE TEMP B-TREE FOR ORDER BY/.test(step))
          if (isWhole) sorted.push(`${sort}: ${steps.join('; ')}`)
        }
      }
    }
    expect(sorted).toEqual([])
  })
})

/** The same store, and what it is asked from now on. */
function overheard(store: Database): { db: Database; asked: () => CompiledQuery[] } {
  const db = store.withPlugin({
    transformQuery: ({ node, queryId }) => {
      queries.push(store.getExecutor().compileQuery(node, queryId))
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  const queries: CompiledQuery[] = []
  return { db, asked: () => queries.filter(({ sql: text }) => text.includes('order by') && text.includes('"c"')) }
}

async function explained(db: Database, query: CompiledQuery): Promise<string[]> {
  const { rows } = await db.executeQuery<{ detail: string }>({
    ...query,
    query: sql``.toOperationNode(),
    sql: `explain query plan ${query.sql}`,
  })
  return rows.map(({ detail }) => detail)
}

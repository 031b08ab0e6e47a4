import { expect, it } from 'vitest'
import { certificateSortFields } from '#lib/certificates/filter.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll, walked } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { inOrder, oddCertificate, oddStore } from './odd-inventory.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

describeEachEngine('list_certificates', (openStore) => {
  it('walks every sort order both ways, whatever the page size, with ties and missing times', async () => {
    const ctx = await newContext(openStore)
    const certificates = Array.from({ length: 31 }, (_, index) => oddCertificate(index))
    await mirrorAll(ctx, certificates)
    await oddStore(ctx)
    for (const field of certificateSortFields) {
      for (const sort of [field, `-${field}`] as const) {
        const { items } = await listed(ctx, { sort, limit: 500 })
        const whole = identifiers(items)
        expect(new Set(whole).size).toBe(31)
        expect(whole, sort).toEqual(identifiers(inOrder(items, sort)))
        for (const limit of [4, 30]) {
          expect(identifiers(await walked(ctx, { sort, limit })), `${sort} by ${String(limit)}`).toEqual(whole)
        }
        const last = await listed(ctx, { sort, limit: 7, cursor: await cursorOfLastPage(ctx, { sort, limit: 7 }) })
        const back = await walked(
          ctx,
          { sort, limit: 7 },
          { from: last.previousCursor ?? '', direction: 'previousCursor' },
        )
        expect([...identifiers(back), ...identifiers(last.items)], `${sort} backwards`).toEqual(whole)
      }
    }
  })

  it('sorts by the names of CAs that are shared, missing or beyond a narrowed list, page by page', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(
      ctx,
      Array.from({ length: 31 }, (_, index) => oddCertificate(index)),
    )
    await oddStore(ctx)
    for (const sort of ['ca', '-ca'] as const) {
      for (const narrowed of [{}, { type: ['client'] }, { status: ['pending'] }]) {
        const { items } = await listed(ctx, { ...narrowed, sort, limit: 500 })
        expect(identifiers(items)).toEqual(identifiers(inOrder(items, sort)))
        expect(identifiers(await walked(ctx, { ...narrowed, sort, limit: 3 }))).toEqual(identifiers(items))
      }
    }
    const { nextCursor } = await listed(ctx, { sort: 'ca', limit: 3 })
    // The CA at whose certificates the page ended has issued no others that are still there.
    await ctx.db.deleteFrom('certificates').where('ca_identifier', '=', 'ca-3').execute()
    const rest = await walked(ctx, { sort: 'ca', limit: 3 }, { from: nextCursor ?? '' })
    expect(new Set(rest.map(({ caIdentifier }) => caIdentifier))).toEqual(new Set(['ca-1', 'ca-0', 'ca-2']))
  })

  it('sorts descending exactly as the reverse of ascending, nulls last when ascending', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(
      ctx,
      Array.from({ length: 30 }, (_, index) => oddCertificate(index)),
    )
    const up = await listed(ctx, { sort: 'not_after', limit: 500 })
    const down = await listed(ctx, { sort: '-not_after', limit: 500 })
    expect(identifiers(down.items).reverse()).toEqual(identifiers(up.items))
    expect(up.items.at(-1)?.notAfter).toBeNull()
  })

  it('neither repeats nor skips a row that stays, while others come and go', async () => {
    const ctx = await newContext(openStore)
    const stable = Array.from({ length: 40 }, (_, index) => oddCertificate(index))
    await mirrorAll(ctx, stable)
    let turn = 0
    const between = async () => {
      turn += 1
      await mirrorAll(ctx, [oddCertificate(1000 + turn), oddCertificate(2000 - turn)])
      if (turn > 1) {
        const identifier = oddCertificate(998 + turn).identifier
        await ctx.db.deleteFrom('certificates').where('identifier', '=', identifier).execute()
      }
    }
    for (const sort of ['common_name', '-not_after', 'serial']) {
      const seen = identifiers(await walked(ctx, { sort, limit: 6 }, { between }))
      const kept = seen.filter((identifier) => stable.some((certificate) => certificate.identifier === identifier))
      expect(new Set(seen).size).toBe(seen.length)
      expect(kept).toHaveLength(40)
    }
  })

  it('refuses a cursor that is not its own', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [certificateOf('a'), certificateOf('b'), certificateOf('c')])
    const cursor = (await listed(ctx, { limit: 1 })).nextCursor ?? ''
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const own: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const refused = [
      { cursor, sort: '-common_name' },
      { cursor, q: 'a.example' },
      { cursor: 'AAAA' },
      { cursor: forged([own[0], own[1], 5, 'a']) },
      { cursor: forged([own[0], own[1], null, 'a']) },
      { cursor: forged([own[0], own[1], 'a\u0000', 'a']) },
      { cursor: forged([own[0], own[1], 'a', 'a\u0000']) },
      { cursor: forged([own[0], own[1], 'a']) },
      { cursor: forged([own[0], own[1], 'a', 'b', 'c']) },
      { cursor: forged([own[0], own[1], 'a', null]) },
    ]
    for (const input of refused) {
      const result = await listCertificates(ctx, input)
      expect(result.ok ? result.value.items : result.error.code, JSON.stringify(input)).toBe('invalid_input')
    }
    expect((await listCertificates(ctx, { cursor, limit: 2 })).ok).toBe(true)
  })

  it('takes its cursor wherever the same conditions stand, typed or in parameters', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(
      ctx,
      Array.from({ length: 5 }, (_, index) =>
        certificateOf(`c${String(index)}`, { type: 'client', notAfter: now + (40 + index) * DAY }),
      ),
    )
    const writings = [
      { q: 'type:client  status:valid expires>=2026-12-01  example' },
      { type: ['client'], q: 'status:valid expires>=2026-12-01 example' },
      { type: ['client'], status: ['valid'], expiresAfter: '2026-12-01', q: 'example' },
    ]
    const limit = 2
    const { nextCursor, items } = await listed(ctx, { ...writings[0], limit })
    const cursor = nextCursor ?? ''
    for (const writing of writings) {
      const page = await listed(ctx, { ...writing, limit, cursor })
      expect(identifiers([...items, ...page.items])).toEqual(['c0', 'c1', 'c2', 'c3'])
    }
    const narrower = await listCertificates(ctx, { ...writings[2], q: 'c2 example', limit, cursor })
    expect(narrower.ok).toBe(false)
  })

  it('says when it was looked up: a page judges its own age, and the worker’s, by nothing else', async () => {
    const ctx = await newContext(openStore)
    expect(await listed(ctx, { limit: 1, sync: true })).toMatchObject({ answeredAt: '2026-11-24T12:00:00.000Z' })
  })

  it('counts exactly up to 10,000 and says when there are more', async () => {
    const ctx = await newContext(openStore)
    const many = Array.from({ length: 10_000 }, (_, index) => certificateOf(`many-${String(index)}`))
    await mirrorAll(ctx, many)
    expect(await listed(ctx, { limit: 1 })).toMatchObject({ total: 10_000, totalIsLowerBound: false })
    await mirrorAll(ctx, [certificateOf('one-more')])
    expect(await listed(ctx, { limit: 1 })).toMatchObject({ total: 10_000, totalIsLowerBound: true })
    expect(await listed(ctx, { q: 'one-more' })).toMatchObject({ total: 1, totalIsLowerBound: false })
  })
})

async function cursorOfLastPage(ctx: VerbContext, input: Record<string, unknown>): Promise<string> {
  let cursor = (await listed(ctx, input)).nextCursor ?? ''
  for (;;) {
    const next = (await listed(ctx, { ...input, cursor })).nextCursor
    if (next === null) return cursor
    cursor = next
  }
}

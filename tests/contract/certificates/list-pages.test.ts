import { expect, it } from 'vitest'
import { certificateSortFields } from '#lib/certificates/filter.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll, walked } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

describeEachEngine('list_certificates', (openStore) => {
  it('walks every sort order both ways, whatever the page size, with ties and missing times', async () => {
    const ctx = await newContext(openStore)
    const certificates = Array.from({ length: 31 }, (_, index) => oddCertificate(index))
    await mirrorAll(ctx, certificates)
    for (const field of certificateSortFields) {
      for (const sort of [field, `-${field}`]) {
        const whole = identifiers((await listed(ctx, { sort, limit: 500 })).items)
        expect(new Set(whole).size).toBe(31)
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
    ]
    for (const input of refused) {
      const result = await listCertificates(ctx, input)
      expect(result.ok ? result.value.items : result.error.code, JSON.stringify(input)).toBe('invalid_input')
    }
    expect((await listCertificates(ctx, { cursor, limit: 2 })).ok).toBe(true)
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

/** Names that tie, times that are missing, few values. */
function oddCertificate(index: number): CloudCertificate {
  const isPending = index % 5 === 0
  return certificateOf(`odd-${String(index).padStart(4, '0')}`, {
    commonName: `name-${String(index % 3)}`,
    type: index % 2 === 0 ? 'client' : 'server',
    vendorStatus: isPending ? 'PENDING' : 'ISSUE',
    notBefore: isPending ? null : now - (index % 4) * DAY,
    notAfter: isPending ? null : now + (index % 4) * DAY,
    caIdentifier: `ca-${String(index % 2)}`,
    serialNumber: isPending ? '' : String(index % 7).repeat(12),
  })
}

async function cursorOfLastPage(ctx: VerbContext, input: Record<string, unknown>): Promise<string> {
  let cursor = (await listed(ctx, input)).nextCursor ?? ''
  for (;;) {
    const next = (await listed(ctx, { ...input, cursor })).nextCursor
    if (next === null) return cursor
    cursor = next
  }
}

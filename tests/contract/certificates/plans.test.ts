import { expect, it } from 'vitest'
import type { CertificateSort } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import type { CertificateConditions } from '#lib/certificates/server/repository.conditions.ts'
import type { CountLimits } from '#lib/certificates/server/repository.count-plan.ts'
import { countFacets } from '#lib/certificates/server/repository.facets.ts'
import { listInOrder } from '#lib/certificates/server/repository.by-status.ts'
import type { CertificateListRow } from '#lib/certificates/server/repository.rows.ts'
import { keyOfRow, placeAt } from '#lib/certificates/server/repository.order.ts'
import { planList, type ListPlan, type PlanLimits } from '#lib/certificates/server/repository.plan.ts'
import { matchingOnce } from '#lib/certificates/server/repository.total.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { QueryNode } from '#lib/certificates/query/query.ts'
import { statusFilters } from '#lib/certificates/status.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { seededRandom } from '#tests/support/virtual-time.ts'
import { DAY, newContext, now } from './support.ts'

// What a plan finds must not depend on what it counted: each is made for a mirror in which everything is common, or rare,
// and for one in which the rows next in order fill a page, or do not.

const plans: [name: string, limits: PlanLimits & CountLimits][] = [
  [
    'past the next rows in order',
    { few: 1, near: 3, entries: 9, lookedUp: 1, far: 9, whole: 1, lookedAt: 1, along: 1 },
  ],
  [
    'among the next rows in order',
    { few: 1, near: 10_000, entries: 20_000, lookedUp: 1000, far: 10_000, whole: 1, lookedAt: 1_000, along: 1 },
  ],
  [
    'among them or past them',
    { few: 1, near: 20, entries: 70, lookedUp: 1, far: 80, whole: 1_000, lookedAt: 1, along: 1_000 },
  ],
  [
    'from all that is looked for',
    { few: 1, near: 3, entries: 5, lookedUp: 1000, far: 3, whole: 1_000, lookedAt: 1, along: 1 },
  ],
  ['from few', { few: 40, near: 30, entries: 40, lookedUp: 40, far: 30, whole: 80, lookedAt: 40, along: 40 }],
  [
    'from the rarest',
    { few: 1_000, near: 30, entries: 1, lookedUp: 1, far: 30, whole: 1, lookedAt: 1_000, along: 1_000 },
  ],
]

const texts = ['pay', '王', '王芳', 'se', 'sensor', 'ee', 'a0b1', 'feedc0de', 'none such']
const queries = [
  ...texts,
  ...texts.map((text) => `-"${text}"`),
  'pay OR 王芳',
  'pay OR status:revoked',
  '(pay OR sensor) -type:client',
  'cn:pay se',
  'cn:ee',
  'san:pay OR subject:sensor',
  'key<1024 OR status:expired,unknown',
  'NOT (status:valid type:client)',
  'expires<30d OR pay',
  'crl:none',
  '-crl:none pay',
  'replacement:none',
  'operation:none',
  'operation:none OR pay',
  'key<2048 OR crl:none',
  'key<2048 crl:none',
  'pay OR sensor OR 王 OR edge OR gate OR cn:ee OR serial:a0b1 OR status:expired',
  '-(pay OR sensor OR 王 OR edge OR gate OR cn:ee OR serial:a0b1 OR crl:none)',
  'owner:pay OR sensor',
  'owner:none -tag:none',
  'tag:none sensor',
  '-tag:prod note:x',
  'signature:sha1',
  'signature:sha status:valid',
  '-signature:256',
  'issued<30d',
  'issued>30d type:client',
  'pay issued<1y',
  'revoked<30d',
  'revoked>30d pay',
  '-revoked<30d',
  'revoked<30d OR crl:none OR sensor',
  'revoked:2026-10 OR revoked:2026-11',
  '-operation:none',
  'serial:a0b1 OR cn:王',
  'ca:ca-1 OR ca:ca-2 sensor',
]

/** 80 lists, each found by every one of the plans. */
const TAKES_MS = 120_000

describeEachEngine('the rows of a list', (openStore) => {
  it('are the same, in the same order and number, however they are found', { timeout: TAKES_MS }, async () => {
    const random = seededRandom(7)
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
    const ctx = await newContext(openStore)
    await fill(ctx, pick)
    const led = new Set<string>()
    for (let round = 0; round < 80; round += 1) {
      const filter: CertificateConditions = {
        ...(random() < 0.6 && { query: queryOf(pick(queries)) }),
        ...(random() < 0.5 && { status: [pick(statusFilters), pick(statusFilters)] }),
        ...(random() < 0.3 && { type: [pick(['client', 'server'] as const)] }),
        ...(random() < 0.3 && { ca: [pick(['ca-1', 'ca-2'])] }),
        ...(random() < 0.3 && { algorithm: [pick(['RSA', 'ECC_256'])] }),
        ...(random() < 0.3 && { expiresBefore: now + pick([-1, 0, 25]) * DAY }),
      }
      const sort = pick<CertificateSort>([
        'common_name',
        '-not_after',
        'not_before',
        'serial',
        '-ca',
        'type',
        '-last_seen',
        'alias',
        '-revoke_time',
        'key',
        'days',
        'status',
        '-status',
        'country',
        '-vendor_id',
        'sans',
      ])
      const [first, ...others] = await Promise.all(
        plans.map(async ([name, limits]) => ({ name, found: await findBy(ctx, filter, sort, limits, led) })),
      )
      for (const { name, found } of others) expect(found, JSON.stringify({ name, filter, sort })).toEqual(first?.found)
    }
    // A plan that was never made has not been shown to find anything.
    expect([...led].sort()).toEqual(
      expect.arrayContaining(['few', 'few, for a text', 'the order', 'the order, for a text']),
    )
  })
})

function queryOf(typed: string): QueryNode {
  const parsed = parseQuery(typed)
  if (!parsed.ok || parsed.value === null) throw new Error(`${typed} is no query`)
  return parsed.value
}

function leadOf({ sorted, total }: ListPlan): string {
  if (total !== null) return 'few'
  return sorted === 'index' ? 'the order' : 'all'
}

/** Page by page, and how many there are. */
async function findBy(
  ctx: VerbContext,
  filter: CertificateConditions,
  sort: CertificateSort,
  limits: PlanLimits & CountLimits,
  led: Set<string>,
): Promise<{ identifiers: string[]; total: number; facets: CertificateFacets }> {
  const plan = await planList(ctx.db, filter, now, limits)
  const matching = matchingOnce(ctx.db, { plan, conditions: filter, now }, limits)
  led.add(`${leadOf(plan)}${filter.query === undefined ? '' : ', for a text'}`)
  const identifiers: string[] = []
  let final: CertificateListRow | undefined
  for (let place: ReturnType<typeof placeAt> = null; ;) {
    const rows = await listInOrder(ctx.db, filter, { plan, sort, place, limit: 20, now, matching }, limits)
    identifiers.push(...rows.slice(0, 20).map(({ identifier }) => identifier))
    final = rows.at(Math.min(20, rows.length) - 1) ?? final
    const last = rows[19]
    if (rows.length <= 20 || last === undefined) break
    place = placeAt({ of: '', direction: 'next', key: keyOfRow(last, sort, now) }, sort, now)
  }
  if (final !== undefined) {
    const place = placeAt({ of: '', direction: 'previous', key: keyOfRow(final, sort, now) }, sort, now)
    const before = await listInOrder(ctx.db, filter, { plan, sort, place, limit: 30, now, matching }, limits)
    expect(before.map(({ identifier }) => identifier).reverse()).toEqual(identifiers.slice(-32, -1))
  }
  const { total } = await matching()
  expect(total).toBe(identifiers.length)
  return { identifiers, total, facets: await countFacets(ctx.db, filter, now, limits.few) }
}

async function fill(ctx: VerbContext, pick: <Value>(values: readonly Value[]) => Value): Promise<void> {
  const rows = Array.from({ length: 150 }, (_, index) =>
    certificateOf(`certificate-${String(index)}`, {
      commonName: pick(['pay-gateway', 'pay-gateway', 'pay-gateway', '王芳', 'sensor', 'feedc0de', 'ee']),
      serialNumber: pick(['a0b1c2d3e4f5', '00a0b1', 'feedc0de00', '77']) + String(index),
      type: pick(['client', 'server']),
      caIdentifier: pick(['ca-1', 'ca-2', 'ca-3']),
      vendorStatus: pick(['ISSUE', 'ISSUE', 'REVOKE', 'PENDING']),
      notBefore: pick([null, now - 2 * DAY, now - 29 * DAY, now - 40 * DAY, now - 400 * DAY]),
      notAfter: pick([null, now - 40 * DAY, now - 1, now, now + 20 * DAY, now + 300 * DAY]),
      ...pick([
        { algorithm: 'RSA', keySize: 2048 },
        { algorithm: 'ECC', keySize: 256 },
      ]),
    }),
  )
  await mirrorAll(ctx, rows)
  for (const { identifier } of rows.slice(0, 30)) {
    const state = pick(['pending', 'unknown', 'needs_human', null] as const)
    if (state !== null) await insertOperation(ctx.db, { identifier, kind: 'revoke', state })
    else await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
  }
  for (const { identifier } of rows.filter(({ vendorStatus }) => vendorStatus === 'REVOKE')) {
    const at = pick([now - 1, now - 29 * DAY, now - 31 * DAY, now - 60 * DAY])
    const told = pick(['told', 'asked for here', 'untold'] as const)
    if (told === 'asked for here') {
      await insertOperation(ctx.db, { identifier, kind: 'revoke', state: 'succeeded', settled_at: at })
    }
    if (told !== 'told') continue
    await ctx.db.updateTable('certificates').set({ revoke_time: at }).where('identifier', '=', identifier).execute()
  }
}

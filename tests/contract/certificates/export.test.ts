import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { isSigned } from '#lib/audit/server/audit-key.ts'
import type { CertificateSort } from '#lib/certificates/filter.ts'
import { exportFormats } from '#lib/certificates/export.ts'
import { statusFilters } from '#lib/certificates/status.ts'
import { snapshotsOf } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, mirrorAll, walked } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { seededRandom } from '#tests/support/virtual-time.ts'
import { asAnother } from '#tests/support/write-context.ts'
import { checked, exported, exporting, rest } from './exported-file.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

const random = seededRandom(11)
const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value

describeEachEngine('the export of certificates', (openStore) => {
  let ctx: VerbContext
  beforeAll(async () => {
    ctx = await newContext(openStore)
    await fill(ctx)
  })

  const events = () =>
    ctx.db.selectFrom('audit_events').select(['outcome', 'record']).where('action', '=', 'export_certificates')
  const lastEvent = async () => {
    const { outcome, record } = await events().orderBy('sequence', 'desc').limit(1).executeTakeFirstOrThrow()
    return { outcome, details: (JSON.parse(record) as { details: unknown }).details }
  }

  it('holds what the list shows, in its order, whatever the filter', async () => {
    const found = new Set<number>()
    for (let round = 0; round < 25; round += 1) {
      const filter = {
        ...(random() < 0.4 && { q: pick(['pay', '王', 'sensor', 'none such']) }),
        ...(random() < 0.5 && { status: [pick(statusFilters), pick(statusFilters)] }),
        ...(random() < 0.3 && { type: [pick(['client', 'server'])] }),
        ...(random() < 0.3 && { ca: [pick(['ca-1', 'ca-2'])] }),
        ...(random() < 0.3 && { algorithm: [pick(['RSA', 'ECC_256'])] }),
        ...(random() < 0.3 && { expiresBefore: new Date(now + pick([-1, 0, 25]) * DAY).toISOString() }),
      }
      const sort = pick<CertificateSort>(['common_name', '-not_after', 'not_before', 'serial', '-ca', 'type'])
      const shown = identifiers(await walked(ctx, { ...filter, sort, limit: 100 }))
      const file = await exported(ctx, 'jsonl', { ...filter, sort })
      const lines = file.trimEnd().split('\n')
      const certificates = lines.slice(1, -1).map((line) => JSON.parse(line) as { certificate: { identifier: string } })
      expect(certificates.map(({ certificate }) => certificate.identifier)).toEqual(shown)
      expect(checked(file)).toMatchObject({ rows: shown.length, sort, filter, format: 'jsonl' })
      found.add(shown.length)
    }
    // Not the same few rows every time.
    expect(found.size).toBeGreaterThan(8)
  })

  it.each(exportFormats)('says in %s of what it is, as of when and how much, signed and recorded', async (format) => {
    const file = await exported(ctx, format, { type: ['server'] })
    const trailer = checked(file)
    expect(trailer).toMatchObject({ format, filter: { type: ['server'] }, snapshotAt: new Date(now).toISOString() })
    const { outcome, details } = await lastEvent()
    expect([outcome, details]).toEqual([
      'done',
      { format, filter: { type: ['server'] }, sort: 'common_name', rows: trailer.rows, sha256: trailer.sha256 },
    ])
    const line = file.trimEnd().split('\n').at(-1)?.replaceAll('""', '"') ?? ''
    const [, statement = '', publicKey = '', signature = ''] =
      /\{"trailer":(\{.*\}),"publicKey":"([0-9a-f]+)","signature":"([0-9a-f]+)"\}/.exec(line) ?? []
    const { keyId } = JSON.parse(statement) as { keyId: string }
    expect(isSigned('inventory', { statement, keyId, publicKey, signature })).toBe(true)
  })

  it('takes the address of a page for the whole list', async () => {
    const file = await exported(ctx, 'jsonl', { limit: '2', facets: 'true', cursor: 'of some page' })
    expect(checked(file).rows).toBe((await walked(ctx, { limit: 500 })).length)
  })

  it('is of one moment, whatever changes while it is read', async () => {
    const shown = identifiers(await walked(ctx, { limit: 500, sort: '-not_before' }))
    const parts = await exporting(ctx, 'jsonl', { sort: '-not_before' })
    let file = ((await parts.next()).value as string) + ((await parts.next()).value as string)
    await mirrorAll(ctx, [certificateOf('newcomer', { notBefore: now - 500 * DAY })])
    const gone = shown.at(-1) ?? ''
    await ctx.db.deleteFrom('certificates').where('identifier', '=', gone).execute()
    file += await rest(parts)
    expect(checked(file).rows).toBe(shown.length)
    expect(file).toContain(`"identifier":"${gone}"`)
    expect(file).not.toContain('newcomer')
    const after = await exported(ctx, 'jsonl', { sort: '-not_before' })
    expect(after).not.toContain(`"identifier":"${gone}"`)
    expect(after).toContain('newcomer')
  })

  it.each(exportFormats)('in %s is partial when its reader stops, and that is recorded', async (format) => {
    const parts = await exporting(ctx, format)
    const file = ((await parts.next()).value as string) + ((await parts.next()).value as string)
    await parts.return?.()
    expect(() => checked(file)).toThrow('partial')
    expect(await lastEvent()).toMatchObject({ outcome: 'not_done', details: { format, rows: 0 } })
    expect(await parts.next()).toMatchObject({ done: true })
  })

  it.each(exportFormats)('in %s says that it is partial when the store goes away', async (format) => {
    const store = await openStore()
    const own = { ...(await newContext(openStore)), db: store.db }
    await fill(own)
    const parts = await exporting(own, format)
    let file = (await parts.next()).value as string
    await store.close()
    const broken = (async () => {
      for (let next = await parts.next(); next.done !== true; next = await parts.next()) file += next.value
    })()
    await expect(broken).rejects.toThrow()
    expect(file.trimEnd().split('\n').at(-1)).toContain('PARTIAL: this export broke off after 0 certificates')
    expect(() => checked(file)).toThrow('partial')
  })

  it('is refused beside two of the same person or four of anybody, and only as long as they are read', async () => {
    const [one, other, third] = ['one', 'other', 'third'].map((name) => asAnother(ctx, { kind: 'worker', name }))
    if (one === undefined || other === undefined || third === undefined) throw new Error('three contexts')
    const four = [await exporting(one, 'csv'), await exporting(one, 'pem')]
    await expect(exporting(one, 'csv')).rejects.toThrow('too_many_exports')
    four.push(await exporting(other, 'jsonl'), await exporting(other, 'csv'))
    await expect(exporting(third, 'csv')).rejects.toThrow('too_many_exports')
    // None had begun.
    for (const parts of four) await parts.return?.()
    expect(checked(await exported(ctx, 'csv')).rows).toBeGreaterThan(0)
    expect(checked(await exported(ctx, 'csv')).rows).toBeGreaterThan(0)
  })

  it('records its end when nobody reads it for too long', async () => {
    await exporting(ctx, 'csv')
    for (const tooLate of snapshotsOf(ctx.db).snapshots.keys()) await tooLate()
    await expect.poll(lastEvent).toMatchObject({ outcome: 'not_done', details: { rows: 0 } })
  })

  it('records what was asked for before the first byte', async () => {
    const parts = await exporting(ctx, 'csv', { q: 'pay' })
    expect(await lastEvent()).toEqual({
      outcome: 'requested',
      details: { format: 'csv', filter: { q: 'pay' }, sort: 'common_name' },
    })
    await parts.return?.()
    await delay(0)
  })
})

/** 450 certificates: three portions. */
async function fill(ctx: VerbContext): Promise<void> {
  const rows = Array.from({ length: 450 }, (_, index) =>
    certificateOf(`certificate-${String(index)}`, {
      commonName: pick(['pay-gateway', '王芳', 'sensor', 'ee']),
      serialNumber: pick(['a0b1c2d3e4f5', '00a0b1', '77']) + String(index),
      type: pick(['client', 'server']),
      caIdentifier: pick(['ca-1', 'ca-2', 'ca-3']),
      vendorStatus: pick(['ISSUE', 'ISSUE', 'REVOKE', 'PENDING']),
      notBefore: pick([null, now - 3 * DAY, now - 400 * DAY, now - index * 1000]),
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
}

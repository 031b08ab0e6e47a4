import { expect, it } from 'vitest'
import { certificateStatus, isExpiring, statusFilters } from '#lib/certificates/status.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { refreshReplacements } from '#lib/certificates/server/repository.replacement.ts'
import { recordAuthorities } from '#lib/authorities/server/record.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { seededRandom } from '#tests/support/virtual-time.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

describeEachEngine('list_certificates', (openStore) => {
  it('gives the same status in SQL as in JavaScript, for every combination of facts', async () => {
    const ctx = await newContext(openStore)
    const combinations = (['ISSUE', 'REVOKE', 'PENDING'] as const).flatMap((vendorStatus) =>
      [null, now - 1, now, now + 30 * DAY, now + 31 * DAY].flatMap((notAfter) =>
        [false, true].flatMap((isDeleted) =>
          ([null, 'pending', 'unknown', 'needs_human'] as const).map((openState) => ({
            vendorStatus,
            notAfter,
            isDeleted,
            openState,
          })),
        ),
      ),
    )
    const rows = combinations.map((facts, index) => ({ ...facts, identifier: `certificate-${String(index)}` }))
    await mirrorAll(
      ctx,
      rows.map(({ identifier, vendorStatus, notAfter }) => certificateOf(identifier, { vendorStatus, notAfter })),
    )
    for (const { identifier, isDeleted, openState } of rows) {
      if (openState !== null) await insertOperation(ctx.db, { identifier, kind: 'revoke', state: openState })
      if (isDeleted)
        await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
    }
    const facets = (await listed(ctx, { facets: true })).facets
    for (const filter of statusFilters) {
      const expected = rows.filter((row) => {
        const status = certificateStatus(row, now)
        return filter === 'expiring' ? isExpiring(status, row.notAfter, now) : status === filter
      })
      const found = await listed(ctx, { status: [filter], limit: 500 })
      expect(new Set(identifiers(found.items)), filter).toEqual(new Set(expected.map(({ identifier }) => identifier)))
      expect(found.total).toBe(expected.length)
      expect(facets?.status[filter], filter).toBe(expected.length)
    }
  })

  it('filters by type, CA, key and expiry', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [
      certificateOf('rsa', { algorithm: 'RSA', keySize: 2048, notAfter: Date.UTC(2027, 0, 1), caIdentifier: 'ca-2' }),
      certificateOf('ecc', { notAfter: Date.UTC(2027, 0, 1) - 1, type: 'server' }),
      certificateOf('pending', { vendorStatus: 'PENDING', notAfter: null, notBefore: null }),
    ])
    const found = async (input: Record<string, unknown>) => identifiers((await listed(ctx, input)).items).sort()
    expect(await found({ algorithm: ['RSA'] })).toEqual(['rsa'])
    expect(await found({ algorithm: ['RSA_2048', 'SM2'] })).toEqual(['rsa'])
    expect(await found({ algorithm: ['RSA_4096'] })).toEqual([])
    expect(await found({ type: ['server'] })).toEqual(['ecc'])
    expect(await found({ ca: ['ca-2'] })).toEqual(['rsa'])
    expect(await found({ expiresBefore: '2027-01-01' })).toEqual(['ecc'])
    expect(await found({ expiresAfter: '2027-01-01T00:00:00Z' })).toEqual(['rsa'])
    expect(await found({ expiresAfter: '2027-01-01T08:00:00+08:00' })).toEqual(['rsa'])
  })

  it('counts each facet under the filters of the others', async () => {
    const ctx = await newContext(openStore)
    await transaction(ctx.db, (trx) =>
      recordAuthorities(trx, [{ authority: authority('ca-1', '支付 G1'), isDetailed: true, at: now }]),
    )
    await mirrorAll(ctx, [
      certificateOf('a', { type: 'client', vendorStatus: 'REVOKE' }),
      certificateOf('b', { type: 'client', notAfter: now + DAY }),
      certificateOf('c', { type: 'server', caIdentifier: 'ca-2' }),
    ])
    const { facets, items } = await listed(ctx, { type: ['client'], facets: true })
    expect(items[0]?.caName).toBe('支付 G1')
    expect(facets?.type).toEqual({ client: 2, server: 1 })
    expect(facets?.status).toMatchObject({ revoked: 1, valid: 1, expiring: 1, expired: 0 })
    expect(facets?.ca).toEqual([
      { identifier: 'ca-1', name: '支付 G1', count: 2 },
      { identifier: 'ca-2', name: null, count: 0 },
    ])
    expect((await listed(ctx)).facets).toBeUndefined()
  })
})

function alsoTyped(typed: unknown, term: string): string {
  return typeof typed === 'string' ? `(${typed}) ${term}` : term
}

describeEachEngine('every count of a list', (openStore) => {
  it('is what choosing it shows, whatever else is chosen', async () => {
    const random = seededRandom(20261128)
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
    const ctx = await newContext(openStore)
    const rows = Array.from({ length: 120 }, (_, index) =>
      certificateOf(`certificate-${String(index)}`, {
        commonName: pick(['pay-gateway', '王芳', 'sensor']),
        type: pick(['client', 'server']),
        caIdentifier: pick(['ca-1', 'ca-2', 'ca-3']),
        vendorStatus: pick(['ISSUE', 'ISSUE', 'ISSUE', 'REVOKE', 'PENDING']),
        notAfter: pick([
          null,
          now - 40 * DAY,
          now - 1,
          now,
          now + DAY,
          now + 20 * DAY,
          now + 31 * DAY,
          now + 300 * DAY,
        ]),
        ...pick([
          { algorithm: 'RSA', keySize: 2048 },
          { algorithm: 'RSA', keySize: 1024 },
          { algorithm: 'ECC', keySize: 256 },
        ]),
      }),
    )
    await mirrorAll(ctx, rows)
    for (const { identifier } of rows.slice(0, 40)) {
      const state = pick(['pending', 'unknown', 'needs_human', null] as const)
      if (state !== null) await insertOperation(ctx.db, { identifier, kind: 'revoke', state })
      else await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
    }
    for (const { identifier } of rows) {
      const pointsToCrl = pick([0, 1, null] as const)
      await ctx.db
        .updateTable('certificates')
        .set({ points_to_crl: pointsToCrl })
        .where('identifier', '=', identifier)
        .execute()
    }
    await refreshReplacements(ctx.db, new AbortController().signal)
    for (let round = 0; round < 12; round += 1) {
      const filter: Record<string, unknown> = {
        ...(random() < 0.4 && {
          q: pick(['pay', '王', 'sensor', 'se', 'nothing at all', '-type:client pay', 'crl:none OR status:revoked']),
        }),
        ...(random() < 0.4 && { status: [pick(statusFilters), pick(statusFilters)] }),
        ...(random() < 0.4 && { type: [pick(['client', 'server'])] }),
        ...(random() < 0.4 && { ca: [pick(['ca-1', 'ca-2'])] }),
        ...(random() < 0.4 && { algorithm: [pick(['RSA', 'RSA_2048', 'ECC_256'])] }),
        ...(random() < 0.4 && { expiresAfter: new Date(pick([now, now + 5 * DAY])).toISOString() }),
        ...(random() < 0.4 && { expiresBefore: new Date(pick([now - DAY, now + 60 * DAY])).toISOString() }),
        ...(random() < 0.2 && { expiresWithin: pick([7, 45]) }),
      }
      const { facets } = await listed(ctx, { ...filter, facets: true })
      const choices: [Record<string, unknown>, number | undefined][] = [
        ...statusFilters.map(
          (status) => [{ status: [status] }, facets?.status[status]] as [Record<string, unknown>, number],
        ),
        [{ type: ['client'] }, facets?.type.client],
        [{ type: ['server'] }, facets?.type.server],
        ...(facets?.ca ?? []).map(
          ({ identifier, count }) => [{ ca: [identifier] }, count] as [Record<string, unknown>, number],
        ),
        ...(facets?.key ?? []).map(
          ({ algorithm, keySize, count }) =>
            [{ algorithm: [`${algorithm}_${String(keySize)}`] }, count] as [Record<string, unknown>, number],
        ),
        ...(facets?.expiry ?? []).map(
          ({ days, count }) =>
            [{ expiresWithin: days, expiresAfter: undefined, expiresBefore: undefined }, count] as [
              Record<string, unknown>,
              number,
            ],
        ),
        [{ q: alsoTyped(filter['q'], 'crl:none') }, facets?.flags.noCrl],
        [{ q: alsoTyped(filter['q'], 'replacement:none') }, facets?.flags.noReplacement],
        [{ q: alsoTyped(filter['q'], 'operation:none') }, facets?.flags.noOperation],
      ]
      for (const [choice, count] of choices) {
        expect((await listed(ctx, { ...filter, ...choice })).total, JSON.stringify({ filter, choice })).toBe(count)
      }
    }
  })
})

function authority(identifier: string, commonName: string) {
  return {
    identifier,
    parentIdentifier: null,
    type: 'sub' as const,
    commonName,
    subject: `CN=${commonName}`,
    serialNumber: '01',
    vendorStatus: 'ISSUE',
    algorithm: 'ECC',
    keySize: 256,
    signAlgorithm: 'SHA256WITHECDSA',
    sha256: '',
    notBefore: 0,
    notAfter: now,
    pem: '',
    crlStatus: null,
    crlUrl: null,
    crlDays: null,
    issuedCount: null,
    totalCount: null,
  }
}

import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCloud, type OpenCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import type { CloudSummary, WriteOperation, WriteOutcome } from '#lib/cloud/server/port.ts'
import { systemClock, type Clock } from '#lib/core/clock.ts'
import { emulatorUnderTest, type EmulatorUnderTest } from '../emulator/support/emulator-under-test.ts'

// The client as the product builds it against the emulator as `npm start` runs it: two programs that share no code
// but the platform's, and so must agree on the protocol.

const demoPair = { accessKeyId: 'emulator-access-key', accessKeySecret: 'emulator-access-secret' }

let emulator: EmulatorUnderTest
let cloud: OpenCloud
beforeAll(async () => {
  emulator = await emulatorUnderTest({ certificates: 30 })
  cloud = cloudOf()
})
afterAll(async () => {
  await cloud.close()
  await emulator.remove()
})
beforeEach(() => emulator.control.send('DELETE', 'faults'))

function cloudOf(more: { clock?: Clock; pair?: typeof demoPair } = {}): OpenCloud {
  return createCloud({
    endpoint: { host: `127.0.0.1:${emulator.port}`, protocol: 'http:' },
    credentials: staticCredentials(more.pair ?? demoPair),
    limiter: {
      take: async (operation) => ({ operation, slot: 0, holder: 'test' }),
      release: async () => undefined,
    },
    clock: more.clock ?? systemClock,
    log: () => undefined,
    sleep: async () => undefined,
  })
}

async function write(operation: WriteOperation, identifier: string, withinMs = 10_000): Promise<WriteOutcome> {
  const prepared = await cloud.prepareWrite(operation, identifier)
  if (!prepared.ok) throw new Error(prepared.error.message)
  return prepared.value.send(Date.now() + withinMs)
}

async function issued(more: Record<string, unknown> = {}): Promise<string> {
  const [identifier] = await emulator.control.add({ count: 1, ...more })
  if (identifier === undefined) throw new Error('nothing was issued')
  return identifier
}

async function certificateOf(identifier: string) {
  const reading = await cloud.getCertificate(identifier)
  if (!reading.ok) throw new Error(reading.error.message)
  return reading.value
}

describe('reading', () => {
  it('walks the whole list, each certificate once, nothing odd about any', async () => {
    const identifiers: string[] = []
    let total = Infinity
    for (let page = 1; identifiers.length < total; page += 1) {
      const read = await cloud.listCertificates({ page, pageSize: 7 })
      if (!read.ok) throw new Error(read.error.message)
      expect(read.value).toMatchObject({
        page,
        pageSize: 7,
        requestId: expect.stringMatching(/^[0-9A-F-]{36}$/) as string,
      })
      expect(read.value.oddities).toBeUndefined()
      total = read.value.total
      identifiers.push(...read.value.items.map(({ identifier }) => identifier))
    }
    expect(total).toBeGreaterThanOrEqual(30)
    expect(new Set(identifiers).size).toBe(total)
  })

  it('is told of the smaller page that was given', async () => {
    expect(await cloud.listCertificates({ page: 1, pageSize: 500 })).toMatchObject({ value: { pageSize: 100 } })
  })

  it('lists what changed since, by token, as the full list has it but for what ListCert does not tell', async () => {
    const since = Date.now() - 1_000
    const identifiers = [await issued(), await issued(), await issued()]
    const full = await cloud.listCertificates({ page: 1, pageSize: 3 })
    if (!full.ok) throw new Error(full.error.message)
    const found: CloudSummary[] = []
    let calls = 0
    for (let next: string | null | undefined; next !== null; calls += 1) {
      const read = await cloud.listSummaries({ modifiedSince: since, size: 2, ...(next !== undefined && { next }) })
      if (!read.ok) throw new Error(read.error.message)
      expect(read.value).toMatchObject({ requestId: expect.stringMatching(/^[0-9A-F-]{36}$/) as string })
      expect(read.value.oddities).toBeUndefined()
      found.push(...read.value.items)
      next = read.value.next
    }
    const three = found.filter(({ identifier }) => identifiers.includes(identifier))
    expect(three).toHaveLength(3)
    expect(calls).toBeGreaterThanOrEqual(2)
    for (const summary of three) {
      expect(full.value.items.find(({ identifier }) => identifier === summary.identifier)).toMatchObject(summary)
    }
  })

  it('reads of a certificate what stands in it', async () => {
    const identifier = await issued({ type: 'SERVER', commonName: 'signed-client.example' })
    const { value, requestId } = await certificateOf(identifier)
    const parsed = new X509Certificate(value.pem)
    expect(value).toMatchObject({ type: 'server', vendorStatus: 'ISSUE', commonName: 'signed-client.example' })
    expect(value.serialNumber).toBe(parsed.serialNumber.toLowerCase())
    expect(value.sha256).toBe(parsed.fingerprint256.replaceAll(':', '').toLowerCase())
    expect(value.notAfter).toBe(Date.parse(parsed.validTo))
    expect(value.notBefore).toBe(Date.parse(parsed.validFrom))
    expect(value.chain).toContain('BEGIN CERTIFICATE')
    expect((await emulator.control.ledger()).at(-1)).toMatchObject({
      operation: 'DescribeClientCertificate',
      requestId,
    })
  })

  it('reads authorities with their CRLs', async () => {
    const list = await cloud.listAuthorities()
    if (!list.ok) throw new Error(list.error.message)
    const authorities = await Promise.all(
      list.value.value.map(async ({ identifier }) => {
        const one = await cloud.getAuthority(identifier)
        if (!one.ok) throw new Error(one.error.message)
        return one.value.value
      }),
    )
    expect(authorities.filter(({ type }) => type === 'root')).toHaveLength(1)
    const withCrl = authorities.filter(({ crlUrl, type }) => crlUrl !== null && type === 'sub')
    expect(withCrl.length).toBeGreaterThanOrEqual(2)
    for (const { identifier, crlUrl } of withCrl) {
      const address = await cloud.getCrlAddress(identifier)
      expect(address).toMatchObject({ ok: true, value: { value: { crlUrl } } })
      expect(address.ok && (address.value.value.nextUpdate ?? 0)).toBeGreaterThan(Date.now() - 86_400_000)
    }
  })

  it('says what is missing', async () => {
    expect(await cloud.getCertificate('no-such-certificate')).toMatchObject({
      error: { kind: 'not_found', code: 'NotFound' },
    })
  })

  it('reads the statuses of the others though one is unknown', async () => {
    const identifier = await issued()
    const { value } = await certificateOf(identifier)
    expect(await cloud.getStatuses([identifier, 'no-such-certificate'])).toMatchObject({
      value: {
        value: [
          { serialNumber: value.serialNumber, status: 'good' },
          { serialNumber: '', status: 'unknown', revokeTime: null },
        ],
      },
    })
  })
})

describe('a call that the emulator refuses', () => {
  it('with a wrong secret', async () => {
    const stranger = cloudOf({ pair: { ...demoPair, accessKeySecret: 'wrong' } })
    expect(await stranger.getCertificate('x')).toMatchObject({
      error: { kind: 'refused', code: 'SignatureDoesNotMatch' },
    })
    await stranger.close()
  })

  it('with an unknown AccessKeyId: no word about the certificate', async () => {
    const stranger = cloudOf({ pair: { ...demoPair, accessKeyId: 'somebody-else' } })
    expect(await stranger.getCertificate('x')).toMatchObject({ error: { kind: 'refused' } })
    await stranger.close()
  })

  it.each([
    ['ahead of', 20],
    ['behind', -20],
  ])('with a clock that is %s the right time', async (direction, minutes) => {
    const late = cloudOf({ clock: { now: () => Date.now() + minutes * 60_000 } })
    const message = `This machine's clock is 20 minutes ${direction} Alibaba Cloud's: set it.`
    expect(await late.listAuthorities()).toMatchObject({ error: { kind: 'clock_off', message } })
    await late.close()
  })

  it('for lack of a permission, which is named', async () => {
    await emulator.control.settings({ deniedActions: ['yundun-cert:ListClientCertificate'] })
    const denied = await cloud.listCertificates({ page: 1, pageSize: 1 })
    await emulator.control.settings({ deniedActions: [] })
    expect(denied).toMatchObject({ error: { kind: 'forbidden', action: 'yundun-cert:ListClientCertificate' } })
  })
})

describe('a certificate’s end', () => {
  it('revoke, its status, delete, gone', async () => {
    const identifier = await issued()
    const { value } = await certificateOf(identifier)
    expect(await cloud.getStatuses([identifier])).toMatchObject({
      value: { value: [{ serialNumber: value.serialNumber, status: 'good', revokeTime: null }] },
    })
    const before = Date.now()
    const revoked = await write('CreateRevokeClientCertificate', identifier)
    expect(revoked).toMatchObject({ kind: 'succeeded', httpStatus: 200 })
    expect(await certificateOf(identifier)).toMatchObject({ value: { vendorStatus: 'REVOKE' } })
    const statuses = await cloud.getStatuses([identifier])
    const [status] = statuses.ok ? statuses.value.value : []
    expect(status?.status).toBe('revoked')
    expect(Math.abs((status?.revokeTime ?? 0) - before)).toBeLessThan(60_000)
    const deleted = await write('DeleteClientCertificate', identifier)
    expect(deleted).toMatchObject({ kind: 'succeeded' })
    expect(await cloud.getCertificate(identifier)).toMatchObject({ error: { kind: 'not_found' } })
    const ledger = await emulator.control.ledger()
    for (const outcome of [revoked, deleted]) {
      if (outcome.kind !== 'succeeded') throw new Error(outcome.kind)
      expect(ledger.filter(({ requestId }) => requestId === outcome.requestId)).toMatchObject([{ applied: true }])
    }
  })

  it('a second revocation is refused, with its RequestId', async () => {
    const identifier = await issued({ status: 'REVOKE' })
    const outcome = await write('CreateRevokeClientCertificate', identifier)
    expect(outcome).toMatchObject({ kind: 'refused', throttled: false, requestId: expect.any(String) as string })
    expect(outcome.exchange.answer?.body).toContain('Code')
  })

  it('a deletion before the revocation is refused', async () => {
    expect(await write('DeleteClientCertificate', await issued())).toMatchObject({ kind: 'refused' })
  })
})

describe('a write that goes wrong', () => {
  const revokeUnder = async (kind: string, more: { ms?: number; withinMs?: number } = {}) => {
    const identifier = await issued()
    const operation = 'CreateRevokeClientCertificate'
    const ms = more.ms === undefined ? {} : { ms: more.ms }
    await emulator.control.faults([{ operation, kind, probability: 1, times: 1, ...ms }])
    const outcome = await write(operation, identifier, more.withinMs)
    const { value } = await certificateOf(identifier)
    const entries = (await emulator.control.ledger()).filter(
      (entry) => entry.operation === operation && entry.parameters['Identifier'] === identifier,
    )
    return { outcome, status: value.vendorStatus, entries }
  }

  it.each<[kind: string, more: { ms?: number; withinMs?: number }, expected: object, status: string]>([
    ['throttle', {}, { kind: 'refused', throttled: true }, 'ISSUE'],
    ['error500', {}, { kind: 'unknown', cause: 'server_error' }, 'ISSUE'],
    ['html502', {}, { kind: 'unknown', cause: 'server_error' }, 'ISSUE'],
    ['timeout_before', {}, { kind: 'unknown', cause: 'timed_out' }, 'ISSUE'],
    ['timeout_after', {}, { kind: 'unknown', cause: 'timed_out' }, 'REVOKE'],
    ['delay', { ms: 30_000 }, { kind: 'unknown', cause: 'timed_out' }, 'REVOKE'],
    ['reset_after', {}, { kind: 'unknown', cause: 'connection_lost' }, 'REVOKE'],
    ['truncate', {}, { kind: 'unknown', cause: 'truncated' }, 'REVOKE'],
    ['delay', { ms: 300, withinMs: 20_000 }, { kind: 'succeeded' }, 'REVOKE'],
  ])('%s %j', async (kind, more, expected, status) => {
    const seen = await revokeUnder(kind, {
      withinMs: kind.startsWith('timeout') || kind === 'delay' ? 1_000 : 20_000,
      ...more,
    })
    expect(seen.outcome).toMatchObject(expected)
    // The vendor received it once, whatever we know of it.
    expect(seen.entries).toHaveLength(1)
    expect(seen.status).toBe(status)
  })

  it('keeps the RequestId of a cut answer, the same that the ledger has', async () => {
    const { outcome, entries } = await revokeUnder('truncate')
    if (outcome.kind !== 'unknown') throw new Error(outcome.kind)
    expect(outcome.requestId).toBe(entries[0]?.requestId)
  })

  it.each(['error500', 'throttle', 'truncate', 'html502'])('a read that meets %s once is repeated', async (kind) => {
    const operation = 'DescribeCACertificateList'
    const last = (await emulator.control.ledger()).at(-1)?.sequence ?? 0
    await emulator.control.faults([{ operation, kind, probability: 1, times: 1 }])
    expect(await cloud.listAuthorities()).toMatchObject({ ok: true })
    const entries = (await emulator.control.ledger()).filter(({ sequence }) => sequence > last)
    expect(entries).toMatchObject([
      { operation, fault: kind },
      { operation, fault: null, httpStatus: 200 },
    ])
  })
})

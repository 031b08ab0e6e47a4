import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest, type LedgerEntry } from './support/emulator-under-test.ts'
import { officialClient } from './support/official-client.ts'
import { record, replay } from './support/recorded-request.ts'

let emulator: EmulatorUnderTest
beforeAll(async () => {
  emulator = await emulatorUnderTest({ certificates: 40 })
})
afterAll(() => emulator.remove())
beforeEach(() => emulator.control.send('DELETE', 'faults'))

const REVOKE = 'CreateRevokeClientCertificate'

/** One revocation under a fault that strikes once: what the client saw, what the ledger says, what became of it. */
async function revokeUnder(kind: string, ms?: number, readTimeoutMs = 20_000) {
  const [Identifier] = await emulator.control.add({ count: 1 })
  await emulator.control.faults([
    { operation: REVOKE, kind, probability: 1, times: 1, ...(ms === undefined ? {} : { ms }) },
  ])
  const client = officialClient(emulator.port, { readTimeoutMs })
  const seen = await client.call(REVOKE, { Identifier }).then(
    () => 'success',
    (error: unknown) => error,
  )
  const entry = (await emulator.control.ledger()).findLast(({ operation }) => operation === REVOKE)
  const body = await emulator.client.body('DescribeClientCertificateStatus', { Identifier })
  const [row] = body['CertificateStatus'] as { Status: string }[]
  return { seen, entry, status: row?.Status, again: () => emulator.client.call(REVOKE, { Identifier }) }
}

describe('a fault before the call is handled', () => {
  it.each([
    [
      'throttle',
      undefined,
      { code: 'Throttling.User', name: 'ThrottlingError' },
      { httpStatus: 400, code: 'Throttling.User' },
    ],
    ['error500', undefined, { code: 'InternalError', name: 'ServerError' }, { httpStatus: 500, code: 'InternalError' }],
    ['html502', undefined, { name: 'SyntaxError' }, { httpStatus: 502, code: null }],
    ['timeout_before', 200, {}, { httpStatus: null, code: null }],
  ] as const)('%s leaves the certificate in force', async (kind, ms, error, entry) => {
    const outcome = await revokeUnder(kind, ms)
    expect(outcome.seen).toMatchObject(error)
    expect(outcome.entry).toMatchObject({ ...entry, applied: false })
    expect(outcome.status).toBe('good')
    await outcome.again()
  })
})

describe('a fault after the call was handled', () => {
  it.each([
    ['timeout_after', 200, null],
    ['reset_after', undefined, null],
    ['truncate', undefined, 200],
  ] as const)('%s revokes, and the client does not hear of it', async (kind, ms, httpStatus) => {
    const outcome = await revokeUnder(kind, ms)
    expect(outcome.seen).toBeInstanceOf(Error)
    expect(outcome.entry).toMatchObject({ httpStatus, applied: true })
    expect(outcome.status).toBe('revoked')
    await expect(outcome.again()).rejects.toMatchObject({ code: 'CertificateAlreadyRevoked' })
  })

  it('delay beyond the read time-out revokes as well', async () => {
    const outcome = await revokeUnder('delay', 3000, 300)
    expect(outcome.seen).toMatchObject({ name: 'RequestTimeoutError' })
    expect(outcome.entry).toMatchObject({ httpStatus: 200, applied: true })
    expect(outcome.status).toBe('revoked')
  })

  it('delay holds the answer for as long as it says', async () => {
    const before = performance.now()
    expect((await revokeUnder('delay', 400)).seen).toBe('success')
    expect(performance.now() - before).toBeGreaterThanOrEqual(395)
  })

  it('truncate promises more than it sends and leaves the RequestId in the header', async () => {
    await emulator.control.faults([{ operation: '*', kind: 'truncate', probability: 1 }])
    const answer = await replay(emulator.port, await record('ListClientCertificate', { ShowSize: 1 }))
    expect(Buffer.byteLength(answer.body)).toBeLessThan(Number(answer.headers['content-length']))
    expect(answer.headers['x-acs-request-id']).toMatch(/^[0-9A-F-]{36}$/)
  })

  it('does not turn a refusal into a change', async () => {
    await emulator.control.faults([{ operation: REVOKE, kind: 'reset_after', probability: 1 }])
    await expect(emulator.client.call(REVOKE, { Identifier: 'nobody' })).rejects.toThrow()
    expect((await emulator.control.ledger()).at(-1)).toMatchObject({ operation: REVOKE, applied: false })
  })
})

describe('a fault of a list', () => {
  type Page = { CertificateList: { Identifier: string }[]; TotalCount: number; PageCount: number; CurrentPage: number }
  const page = async (CurrentPage: number): Promise<Page> =>
    (await emulator.client.body('ListClientCertificate', { CurrentPage, ShowSize: 5 })) as Page

  it('repeat_page answers the page before', async () => {
    const first = await page(1)
    await emulator.control.faults([{ operation: 'ListClientCertificate', kind: 'repeat_page', probability: 1 }])
    const second = await page(2)
    expect(second.CurrentPage).toBe(2)
    expect(second.CertificateList).toEqual(first.CertificateList)
  })

  it('repeat_page waits for a page that has one before it', async () => {
    const [first, second] = [await page(1), await page(2)]
    await emulator.control.faults([
      { operation: 'ListClientCertificate', kind: 'repeat_page', probability: 1, times: 1 },
    ])
    expect(await page(1)).toMatchObject({ CertificateList: first.CertificateList })
    expect((await page(2)).CertificateList).toEqual(first.CertificateList)
    expect((await page(2)).CertificateList).toEqual(second.CertificateList)
  })

  it('wrong_total counts what is not there', async () => {
    const honest = await page(1)
    await emulator.control.faults([
      { operation: 'ListClientCertificate', kind: 'wrong_total', probability: 1, times: 1 },
    ])
    expect((await page(1)).TotalCount).toBe(honest.TotalCount + 7)
    expect((await page(1)).TotalCount).toBe(honest.TotalCount)
  })

  it('empty_page has no rows and the same total', async () => {
    const honest = await page(2)
    await emulator.control.faults([{ operation: '*', kind: 'empty_page', probability: 1 }])
    expect(await page(2)).toMatchObject({ CertificateList: [], TotalCount: honest.TotalCount })
  })

  it('never strikes what is not a list', async () => {
    const Identifier = (await page(1)).CertificateList[0]?.Identifier
    await emulator.control.faults([{ operation: '*', kind: 'empty_page', probability: 1 }])
    const { Certificate } = await emulator.client.body('DescribeClientCertificate', { Identifier })
    expect(Certificate).toMatchObject({ Identifier })
  })
})

describe('the plan', () => {
  const run = async (seed: number): Promise<(string | null)[]> => {
    await emulator.control.faults([{ operation: '*', kind: 'error500', probability: 0.4 }], seed)
    const before = (await emulator.control.ledger()).length
    for (let call = 0; call < 25; call += 1) {
      await emulator.client.call('DescribeCACertificateList').catch(() => undefined)
    }
    return (await emulator.control.ledger()).slice(before).map(({ code }: LedgerEntry) => code)
  }

  it('strikes the same calls for the same seed, and others for another', async () => {
    const [first, again, other] = [await run(7), await run(7), await run(8)]
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(first).toContain('InternalError')
    expect(first).toContain(null)
  })

  it.each([
    { seed: 1, rules: [{ operation: '*', kind: 'earthquake', probability: 1 }] },
    { seed: 1, rules: [{ operation: '*', kind: 'delay', probability: 2 }] },
    { rules: [] },
    { seed: 1, rules: [{ operation: '*', kind: 'delay', probability: 1, often: 3 }] },
  ])('is refused as a whole when it cannot be understood: %j', async (plan) => {
    expect((await emulator.control.send('PUT', 'faults', plan)).status).toBe(400)
  })
})

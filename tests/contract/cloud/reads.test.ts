import { setTimeout as delay } from 'node:timers/promises'
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCloud, type OpenCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials, vendorCredentialChain } from '#lib/cloud/server/credentials.ts'
import type { CloudCertificate, ReadFailure } from '#lib/cloud/server/port.ts'
import { systemClock } from '#lib/core/clock.ts'
import type { Result } from '#lib/core/result.ts'
import { emulatorUnderTest, type EmulatorUnderTest } from '../emulator/support/emulator-under-test.ts'

// What the client must find at either of the two: the emulator, or with REMOTE=1 the real service, at CAS_ENDPOINT and
// by the vendor's own chain of credentials. Only reads, a handful of them: this may be aimed at a production account.

const isRemote = process.env['REMOTE'] === '1'

let emulator: EmulatorUnderTest | null = null
let cloud: OpenCloud
beforeAll(async () => {
  emulator = isRemote ? null : await emulatorUnderTest({ certificates: 30 })
  cloud = createCloud({
    endpoint: emulator
      ? { host: `127.0.0.1:${emulator.port}`, protocol: 'http:' }
      : { host: process.env['CAS_ENDPOINT'] ?? 'cas.aliyuncs.com', protocol: 'https:' },
    credentials: emulator
      ? staticCredentials({ accessKeyId: 'emulator-access-key', accessKeySecret: 'emulator-access-secret' })
      : vendorCredentialChain(),
    // One call in 200 ms: half of what the account may, which others use too.
    limiter: {
      take: async (operation) => delay(isRemote ? 200 : 0, { operation, slot: 0, holder: 'test' }),
      release: async () => undefined,
    },
    clock: systemClock,
    log: () => undefined,
    proxyUrl: isRemote ? process.env['HTTPS_PROXY'] : undefined,
    noProxy: isRemote ? process.env['NO_PROXY'] : undefined,
  })
})
afterAll(async () => {
  await cloud.close()
  await emulator?.remove()
})

function valueOf<Value>(answer: Result<Value, ReadFailure>): Value {
  if (!answer.ok) throw new Error(`${answer.error.kind}: ${answer.error.message}`)
  return answer.value
}

async function firstIssued(): Promise<CloudCertificate> {
  const { items } = valueOf(await cloud.listCertificates({ page: 1, pageSize: 100 }))
  const issued = items.find(({ vendorStatus }) => vendorStatus === 'ISSUE')
  if (issued === undefined) throw new Error('the account has no certificate in force among its first 100')
  return issued
}

it('lists pages that say what they are, with nothing odd in any row', async () => {
  const page = valueOf(await cloud.listCertificates({ page: 1, pageSize: 10 }))
  expect(page).toMatchObject({ page: 1, pageSize: 10 })
  expect(page.requestId).not.toBe('')
  expect(page.items.length).toBe(Math.min(10, page.total))
  expect(page.oddities).toBeUndefined()
})

it('describes a certificate as the list has it, and as it is', async () => {
  const listed = await firstIssued()
  const { value, requestId } = valueOf(await cloud.getCertificate(listed.identifier))
  expect(requestId).not.toBe('')
  expect(value).toMatchObject({
    identifier: listed.identifier,
    serialNumber: listed.serialNumber,
    commonName: listed.commonName,
    type: listed.type,
    notBefore: listed.notBefore,
    notAfter: listed.notAfter,
  })
  const parsed = new X509Certificate(value.pem)
  expect(BigInt(`0x${value.serialNumber}`)).toBe(BigInt(`0x${parsed.serialNumber}`))
  expect(value.sha256).toBe(parsed.fingerprint256.replaceAll(':', '').toLowerCase())
  expect(value.notAfter).toBe(Date.parse(parsed.validTo))
})

it('tells the status of the certificate that was asked for, by its serial number', async () => {
  const { identifier, serialNumber } = await firstIssued()
  const { value } = valueOf(await cloud.getStatuses([identifier]))
  expect(value).toMatchObject([{ serialNumber, status: 'good', revokeTime: null }])
})

it('says NotFound of an Identifier that does not exist: nothing else may bury a certificate', async () => {
  const answer = await cloud.getCertificate('00000000000000000000000000000000')
  expect(answer).toMatchObject({ error: { kind: 'not_found', code: 'NotFound' } })
})

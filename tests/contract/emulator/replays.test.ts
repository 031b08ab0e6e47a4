import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'
import { codeOf, expectCode, record, replay, resigned, withHeader } from './support/recorded-request.ts'

let emulator: EmulatorUnderTest
beforeAll(async () => {
  emulator = await emulatorUnderTest()
})
afterAll(() => emulator.remove())

describe('a request that was sent before', () => {
  it('is refused the second time', async () => {
    const request = await record('ListClientCertificate', { ShowSize: 1 })
    expect((await replay(emulator.port, request)).status).toBe(200)
    await expectCode(await replay(emulator.port, request), 400, ['SignatureNonceUsed'])
  })

  it('is refused even if the first answer was a refusal', async () => {
    const request = await record('DescribeClientCertificate', { Identifier: 'nobody' })
    expect(codeOf(await replay(emulator.port, request))).toBe('NotFound')
    expect(codeOf(await replay(emulator.port, request))).toBe('SignatureNonceUsed')
  })

  it('does not use up its nonce with a bad signature', async () => {
    const request = await record('ListClientCertificate', { ShowSize: 1 })
    const tampered = { ...request, target: request.target.replace('ShowSize=1', 'ShowSize=2') }
    expect(codeOf(await replay(emulator.port, tampered))).toBe('SignatureDoesNotMatch')
    expect((await replay(emulator.port, request)).status).toBe(200)
  })

  it('is good for 15 minutes and not for longer, whichever clock is ahead', async () => {
    let skewMs = 0
    const clock = { now: () => Date.now() + skewMs }
    const other = await emulatorUnderTest({ clock })
    const minutes = [-16, -14, 14, 16]
    const codes: unknown[] = []
    for (const minute of minutes) {
      const request = await record('ListClientCertificate', { ShowSize: 1 })
      skewMs = minute * 60_000
      const answer = await replay(other.port, request)
      codes.push(answer.status === 200 ? 'accepted' : codeOf(answer))
      expect(Math.abs(Date.parse(answer.headers['date'] ?? '') - clock.now())).toBeLessThan(5000)
    }
    await other.remove()
    expect(codes).toEqual(['InvalidTimeStamp.Expired', 'accepted', 'accepted', 'InvalidTimeStamp.Expired'])
  })

  it.each(['2026-13-01T00:00:00Z', 'Tue, 24 Nov 2026 04:00:00 GMT', '20261124T040000Z'])(
    'is refused with the date %s',
    async (date) => {
      const request = resigned(withHeader(await record('ListClientCertificate'), 'x-acs-date', date))
      await expectCode(await replay(emulator.port, request), 400, ['InvalidTimeStamp.Format'])
    },
  )

  it('is refused with a nonce that says nothing', async () => {
    const request = resigned(withHeader(await record('ListClientCertificate'), 'x-acs-signature-nonce', '1'))
    await expectCode(await replay(emulator.port, request), 400, ['IncompleteSignature'])
  })
})

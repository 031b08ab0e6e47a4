import { afterEach, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'

let emulator: EmulatorUnderTest
let now = Date.now()
const clock = { now: () => now }
afterEach(() => emulator.remove())

async function outcomes(calls: number, action = 'ListRevokeCertificate'): Promise<string[]> {
  const settled = await Promise.allSettled(Array.from({ length: calls }, () => emulator.client.call(action)))
  return settled.map((one) => (one.status === 'fulfilled' ? 'accepted' : (one.reason as { code: string }).code))
}

describe('throttling', () => {
  it('accepts ten calls of an operation in a second, and the next when the first is a second old', async () => {
    now = Date.now()
    emulator = await emulatorUnderTest({ unthrottled: false, clock })
    const first = await outcomes(13)
    expect(first.filter((outcome) => outcome === 'accepted')).toHaveLength(10)
    expect(first.filter((outcome) => outcome === 'Throttling.User')).toHaveLength(3)
    now += 999
    expect(await outcomes(1)).toEqual(['Throttling.User'])
    now += 1
    expect(await outcomes(1)).toEqual(['accepted'])
  })

  it('counts each operation for itself', async () => {
    now = Date.now()
    emulator = await emulatorUnderTest({ unthrottled: false, clock })
    await outcomes(10)
    expect(await outcomes(1)).toEqual(['Throttling.User'])
    expect(await outcomes(1, 'DescribeCACertificateList')).toEqual(['accepted'])
  })

  it('tells the official client when to come back, in ms', async () => {
    now = Date.now()
    emulator = await emulatorUnderTest({ unthrottled: false, clock })
    await outcomes(10)
    now += 400
    const error = await emulator.client.refusal('ListRevokeCertificate')
    expect(error).toMatchObject({ name: 'ThrottlingError', code: 'Throttling.User', statusCode: 400, retryAfter: 600 })
  })

  it('does not count what was refused before, and counts what was refused after', async () => {
    now = Date.now()
    emulator = await emulatorUnderTest({ unthrottled: false, clock })
    expect(await outcomes(12, 'DescribeClientCertificate')).toEqual([
      ...Array.from({ length: 10 }, () => 'MissingIdentifier'),
      'Throttling.User',
      'Throttling.User',
    ])
  })

  it('follows the setting, over a start that said --unthrottled', async () => {
    now = Date.now()
    emulator = await emulatorUnderTest({ unthrottled: true, clock })
    expect(await outcomes(30)).not.toContain('Throttling.User')
    await emulator.control.settings({ throttlePerSecond: 2 })
    now += 5000
    expect((await outcomes(5)).sort()).toEqual([
      'Throttling.User',
      'Throttling.User',
      'Throttling.User',
      'accepted',
      'accepted',
    ])
  })

  it('keeps a limit that was set over the next start, and keeps to --unthrottled where another thing was set', async () => {
    now = Date.now()
    const options = { unthrottled: true, clock, publicUrl: 'http://127.0.0.1:1' }
    const first = await emulatorUnderTest(options)
    const restarted = () => emulatorUnderTest({ ...options, dataDir: first.dataDir })
    await first.control.settings({ crlDelayMs: 1 })
    await first.close()
    emulator = await restarted()
    expect(new Set(await outcomes(20))).toEqual(new Set(['accepted']))
    await emulator.control.settings({ throttlePerSecond: 2 })
    await emulator.close()
    emulator = await restarted()
    now += 5000
    expect((await outcomes(4)).filter((outcome) => outcome === 'accepted')).toHaveLength(2)
    expect((await emulator.control.send('GET', 'settings')).body).toMatchObject({ throttlePerSecond: 2, crlDelayMs: 1 })
  })

  it('shows in the ledger: never more than ten accepted in any second', async () => {
    now = Date.now()
    emulator = await emulatorUnderTest({ unthrottled: false, clock })
    // Three and a half seconds of calls, unevenly spread: bursts that end and begin within each second.
    for (let step = 0; step < 50; step += 1) {
      await outcomes(step % 7 === 0 ? 6 : 1)
      now += 10 + (step % 9) * 15
    }
    const ledger = await emulator.control.ledger()
    const accepted = ledger.filter(({ httpStatus }) => httpStatus === 200)
    expect(ledger.filter(({ code }) => code === 'Throttling.User').length).toBeGreaterThan(20)
    expect(accepted.length).toBeGreaterThan(30)
    expect((accepted.at(-1)?.receivedAt ?? 0) - (accepted[0]?.receivedAt ?? 0)).toBeGreaterThan(3000)
    for (const [index, call] of accepted.entries()) {
      const tenth = accepted[index + 10]
      if (tenth !== undefined) expect(tenth.receivedAt - call.receivedAt).toBeGreaterThanOrEqual(1000)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { createClockWatch } from '#lib/cloud/server/clock-watch.ts'
import { clockWords } from '#lib/settings/clock-words.ts'
import { jsonAnswer, lyingServer } from '#tests/support/lying-server.ts'
import { observedCloud, revoke } from './support.ts'

const minute = 60_000

function watched() {
  let now = 1_800_000_000_000
  const logged: string[] = []
  const reported: (number | null)[] = []
  const watch = createClockWatch({
    clock: { now: () => now },
    log: (_level, message) => logged.push(message),
    report: (skewMs) => reported.push(skewMs),
  })
  const pass = (ms: number): void => {
    now += ms
  }
  return { watch, logged, reported, pass }
}

describe('a clock that is off', () => {
  it('is told of once a minute, however many answers show it', () => {
    const { watch, logged, reported, pass } = watched()
    for (let count = 0; count < 600; count += 1) {
      watch.note(7 * minute)
      pass(200)
    }
    expect(reported).toEqual([7 * minute, 7 * minute])
    expect(logged).toEqual(Array(2).fill("This machine's clock is 7 minutes ahead of Alibaba Cloud's: set it."))
  })

  it('is told of at once when it is right again, and only once', () => {
    const { watch, logged, reported, pass } = watched()
    watch.note(-4 * minute)
    pass(1_000)
    watch.note(200)
    watch.note(300)
    expect(reported).toEqual([-4 * minute, null])
    expect(logged).toHaveLength(1)
  })

  it('does not flicker at the limit', () => {
    const { watch, reported } = watched()
    for (const skewMs of [180_001, 179_500, 180_400, 179_000]) watch.note(skewMs)
    expect(reported).toEqual([180_001])
  })

  it('of three minutes is none, and answers without a date tell nothing', () => {
    const { watch, logged, reported } = watched()
    watch.note(null)
    expect(reported).toEqual([])
    watch.note(3 * minute)
    watch.note(-3 * minute)
    expect(reported).toEqual([null])
    expect(logged).toEqual([])
  })

  it('shows in the answers of reads and of writes', async () => {
    const date = new Date(Date.now() + 5 * minute).toUTCString()
    const server = await lyingServer((socket) => socket.write(jsonAnswer(200, { RequestId: 'A' }, { date })))
    const reported: (number | null)[] = []
    const report = (skewMs: number | null): void => void reported.push(skewMs)
    const reading = observedCloud(server.host, { reportSkew: report })
    await reading.cloud.getCrlAddress('ca-1')
    await reading.cloud.getCrlAddress('ca-1')
    await reading.cloud.close()
    const writing = observedCloud(server.host, { reportSkew: report })
    await revoke(writing.cloud)
    await server.close()
    expect(reported).toHaveLength(2)
    for (const skewMs of reported) expect(Math.round((skewMs ?? 0) / minute)).toBe(-5)
    const message = "This machine's clock is 5 minutes behind Alibaba Cloud's: set it."
    expect([reading, writing].map(({ logged }) => logged.map((one) => one.message))).toEqual([[message], [message]])
  })

  it('is put into words by direction and minutes', () => {
    expect(clockWords({ skewMs: 419_000, machine: null })).toEqual({
      where: 'here',
      machine: '',
      minutes: 7,
      direction: 'ahead',
    })
    expect(clockWords({ skewMs: -240_000, machine: 'host-2' })).toEqual({
      where: 'elsewhere',
      machine: 'host-2',
      minutes: 4,
      direction: 'behind',
    })
  })
})

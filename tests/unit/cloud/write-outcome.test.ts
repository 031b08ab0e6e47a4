import { afterEach, describe, expect, it } from 'vitest'
import { jsonAnswer, lyingServer, type Lie, type LyingServer } from '#tests/support/lying-server.ts'
import { observedCloud, preparedRevoke, revoke } from './support.ts'
import { answered, once, requestId } from './write-answers.ts'

let server: LyingServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function outcomeOf(lie: Lie, withinMs?: number) {
  server = await lyingServer(lie)
  return revoke(observedCloud(server.host).cloud, withinMs)
}

describe('how a write ends', () => {
  it.each(answered)('%s', async (_name, lie, expected) => {
    const outcome = await outcomeOf(lie)
    expect(outcome).toMatchObject(expected)
    // Whatever the server does, it has seen this write once.
    expect(server?.requests).toHaveLength(1)
    expect(server?.connections()).toBe(1)
  })

  it('silence until the deadline', async () => {
    const outcome = await outcomeOf(() => undefined, 400)
    expect(outcome).toMatchObject({
      kind: 'unknown',
      cause: 'timed_out',
      requestId: null,
      httpStatus: null,
      rttMs: null,
    })
    expect(server?.requests).toHaveLength(1)
  })

  it('silence, where the clock was set back and the deadline seems an hour away', async () => {
    server = await lyingServer(() => undefined)
    const { cloud } = observedCloud(server.host, { timeouts: { writeMs: 300 } })
    const write = await preparedRevoke(cloud)
    const begunAt = performance.now()
    expect(await write.send(Date.now() + 3_600_000)).toMatchObject({ kind: 'unknown', cause: 'timed_out' })
    expect(performance.now() - begunAt).toBeLessThan(5_000)
  })

  it('is told of when it counts as sent, and not where it never was', async () => {
    server = await lyingServer(once(jsonAnswer(200, { RequestId: requestId })))
    const { cloud } = observedCloud(server.host)
    const seen: number[] = []
    const told = () => seen.push(server?.requests.length ?? -1)
    await (await preparedRevoke(cloud)).send(Date.now() + 5_000, told)
    expect(seen).toEqual([0])
    await (await preparedRevoke(cloud)).send(Date.now() - 1, told)
    expect(seen).toEqual([0])
  })

  it('a body that drips past the deadline keeps its RequestId', async () => {
    let drip: NodeJS.Timeout | undefined
    const outcome = await outcomeOf((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{"RequestId":"${requestId}",`)
      drip = setInterval(() => socket.write(' '), 20)
      socket.on('close', () => clearInterval(drip))
    }, 800)
    clearInterval(drip)
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'timed_out', requestId, httpStatus: 200 })
  })

  it('goes out on a connection of its own, each time', async () => {
    server = await lyingServer((socket) => socket.write(jsonAnswer(200, { RequestId: requestId })))
    const { cloud } = observedCloud(server.host)
    await revoke(cloud)
    await revoke(cloud)
    expect(server.connections()).toBe(2)
    expect(server.requests[0]).toMatch(/^connection: close\r$/im)
    expect(server.requests[0]).toMatch(/^content-length: 0\r$/im)
  })

  it('is not tried again when the connection dies at once', async () => {
    server = await lyingServer(
      () => undefined,
      (socket) => socket.resetAndDestroy(),
    )
    const outcome = await revoke(observedCloud(server.host).cloud)
    // Which of the two depends on whether the reset comes before the hand-over of the socket.
    expect(['unknown', 'not_sent']).toContain(outcome.kind)
    expect(server.connections()).toBe(1)
  })

  it('cannot be sent twice', async () => {
    server = await lyingServer(once(jsonAnswer(200, { RequestId: requestId })))
    const write = await preparedRevoke(observedCloud(server.host).cloud)
    await write.send(Date.now() + 1_000)
    await expect(write.send(Date.now() + 1_000)).rejects.toThrow('once')
    expect(server.requests).toHaveLength(1)
  })

  it('is measured: round trip, clock, times', async () => {
    const date = new Date(Date.now() - 600_000).toUTCString()
    const outcome = await outcomeOf(once(jsonAnswer(200, { RequestId: requestId }, { date })))
    expect(outcome.skewMs).toBeGreaterThan(590_000)
    expect(outcome.skewMs).toBeLessThan(610_000)
    expect(outcome.rttMs).toBeGreaterThanOrEqual(0)
    expect(outcome.exchange.endedAt).toBeGreaterThanOrEqual(outcome.respondedAt)
  })
})

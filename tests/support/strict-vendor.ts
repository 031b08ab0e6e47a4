import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { portOf } from './lying-server.ts'
import { strictWindow, type StrictWindow } from './strict-window.ts'
import { seededRandom } from './virtual-time.ts'

/** A vendor at the other end of a restless line: it refuses the eleventh call of any sliding second, and counts. */
export type StrictVendor = {
  /** `127.0.0.1:port`. */
  readonly host: string
  readonly window: StrictWindow
  readonly close: () => Promise<void>
}

export type Line = {
  /** Of each call, there and back together. */
  readonly baseMs: number
  readonly jitterMs: number
  readonly spikeShare: number
  readonly spikeMs: number
}

/** 40 ms of jitter and one call in fifty that takes 300 ms longer. */
export const restlessLine: Line = { baseMs: 10, jitterMs: 40, spikeShare: 0.02, spikeMs: 300 }

export async function strictVendor(line: Line = restlessLine, seed = 1): Promise<StrictVendor> {
  const random = seededRandom(seed)
  const window = strictWindow()
  // One half before the vendor counts the call, one after: either may be the slow one.
  const halfTrip = () =>
    (line.baseMs + random() * line.jitterMs) / 2 + (random() < line.spikeShare / 2 ? line.spikeMs : 0)
  const server = createServer((_request, response) => {
    void (async () => {
      await delay(halfTrip())
      const isAccepted = window.accepts(performance.now())
      await delay(halfTrip())
      answer(response, isAccepted)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${portOf(server.address())}`,
    window,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(response: ServerResponse, isAccepted: boolean): void {
  const body = isAccepted
    ? { Certificate: { Identifier: 'id-1', SerialNumber: '0a', Status: 'ISSUE', CertificateType: 'CLIENT' } }
    : { Code: 'Throttling.User', Message: 'Request was denied due to user flow control.' }
  response.writeHead(isAccepted ? 200 : 400, {
    'content-type': 'application/json',
    ...(!isAccepted && { 'x-acs-retry-after': '100' }),
  })
  response.end(JSON.stringify({ RequestId: randomUUID().toUpperCase(), ...body }))
}

import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A server that answers with whatever bytes the test wants, and counts what reached it. */
export type LyingServer = {
  /** `127.0.0.1:port`. */
  readonly host: string
  /** Every complete request head, in order. */
  readonly requests: string[]
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export type Lie = (socket: Socket, request: string, count: number) => void

export async function lyingServer(
  lie: Lie,
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<LyingServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    onConnection(socket)
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      for (let end = received.indexOf('\r\n\r\n'); end !== -1; end = received.indexOf('\r\n\r\n')) {
        const request = received.slice(0, end + 4)
        received = received.slice(end + 4)
        requests.push(request)
        lie(socket, request, requests.length)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${portOf(server.address())}`,
    requests,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** One whole HTTP answer. */
export function httpAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} Whatever`, ...lines, '', body].join('\r\n')
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): string {
  return httpAnswer(status, JSON.stringify(value), headers)
}

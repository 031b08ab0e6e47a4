import 'server-only'
import type { Socket } from 'node:net'

// What a proxy may answer before its blank line; more is no answer to a CONNECT.
const maxAnswerBytes = 16 * 1024

/**
 * Asks a connected proxy for a tunnel (RFC 9110, 9.3.6). After `done` the socket speaks with the target itself.
 * The caller owns time-outs and errors of the socket.
 */
export function askForTunnel(
  socket: Socket,
  target: { hostname: string; port: number; authorization: string | null },
  done: () => void,
  fail: (message: string) => void,
): void {
  const authority = `${target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname}:${target.port}`
  let received = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk])
    const end = received.indexOf('\r\n\r\n')
    if (end === -1 && received.length <= maxAnswerBytes) return
    socket.off('data', onData)
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(received.toString('latin1', 0, 64))?.[1]
    if (end === -1 || status === undefined) fail('the proxy did not answer in HTTP')
    else if (!status.startsWith('2')) fail(`the proxy refused the tunnel with status ${status}`)
    // In TLS the client speaks first: bytes behind the answer are not the target's.
    else if (received.length > end + 4) fail('the proxy sent more than its answer')
    else {
      socket.pause()
      done()
    }
  }
  socket.on('data', onData)
  socket.write(
    [
      `CONNECT ${authority} HTTP/1.1`,
      `host: ${authority}`,
      ...(target.authorization === null ? [] : [`proxy-authorization: ${target.authorization}`]),
      '',
      '',
    ].join('\r\n'),
  )
}

import type { ServerResponse } from 'node:http'
import type { Delivery } from '../protocol/handle-call.ts'

/** Lets an answer leave, or treats it as the fault wants. Timers are unreferenced: they keep no process alive. */
export function deliver(response: ServerResponse, { answer, fault }: Delivery): void {
  const send = (): void => {
    if (response.destroyed) return
    response.writeHead(answer.httpStatus, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    response.end(answer.body)
  }
  switch (fault?.kind) {
    case 'timeout_before':
    case 'timeout_after':
      if (fault.ms !== null) setTimeout(() => response.destroy(), fault.ms).unref()
      return
    case 'reset_after':
      response.socket?.resetAndDestroy()
      return
    case 'truncate':
      truncate(response, { answer, fault })
      return
    case 'delay':
      setTimeout(send, fault.ms ?? 0).unref()
      return
    default:
      send()
  }
}

/** Promises the whole length, sends the first half, and closes. */
function truncate(response: ServerResponse, { answer }: Delivery): void {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.httpStatus, { ...answer.headers, 'content-length': body.length })
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    response.socket?.end()
  })
}

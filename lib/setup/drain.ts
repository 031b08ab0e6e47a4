import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { inFlightCount } from '../http/in-flight.ts'

const DEADLINE_MS = 12_000
const LOOK_EVERY_MS = 50

type DrainParts = {
  readonly servers: Iterable<Server>
  readonly exit: (code: number) => void
  readonly deadlineMs?: number
  /** Work whose browser may have gone, so that no connection shows it. */
  readonly isBusy?: () => boolean
}

/**
 * How a console stops: it takes no new connections, finishes what it has begun (a call under way ends by its own
 * deadline, 10 s) and goes, at the latest after 12 s. Calls `exit` with 0 when everything was finished, with 1 when
 * something was cut off.
 */
export async function drain(parts: DrainParts): Promise<void> {
  const { exit, deadlineMs = DEADLINE_MS, isBusy = () => inFlightCount() > 0 } = parts
  const servers = [...parts.servers]
  let open = servers.length
  for (const server of servers) {
    server.close(() => {
      open -= 1
    })
  }
  const end = Date.now() + deadlineMs
  while ((open > 0 || isBusy()) && Date.now() < end) {
    // An idle keep-alive connection would hold its server open until its time-out.
    for (const server of servers) server.closeIdleConnections()
    await delay(LOOK_EVERY_MS)
  }
  const isFinished = open === 0 && !isBusy()
  for (const server of servers) server.closeAllConnections()
  exit(isFinished ? 0 : 1)
}

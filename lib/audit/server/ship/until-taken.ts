import 'server-only'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_EVERY_MS = 10
/** Where the system does not tell: longer than most ways there and back. */
const SETTLE_MS = 500
const ESTABLISHED = '01'

type Ends = Pick<Socket, 'localPort' | 'remotePort' | 'remoteFamily' | 'destroyed'>

/**
 * Waits until the other side's TCP has acknowledged every byte that was written, with neither side closed yet. Without
 * it a receiver that closes at once (too many sessions, a restart) could be mistaken for one that has read to the end:
 * its close is on its way before our bytes are, and refuses them only when they arrive. Linux tells what is not
 * acknowledged; elsewhere the bytes are given time to meet that refusal. Ends early when `signal` is aborted.
 */
export async function untilTaken(
  socket: Ends,
  signal: AbortSignal,
  readTable: (socket: Ends) => Promise<string | null> = socketTable,
): Promise<void> {
  while (!signal.aborted && !socket.destroyed) {
    const state = stateIn((await readTable(socket)) ?? '', socket)
    if (state === null) {
      await delay(SETTLE_MS, undefined, { signal }).catch(() => undefined)
      return
    }
    if (state.isOpen && state.unacknowledged === 0) return
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function socketTable({ remoteFamily }: Ends): Promise<string | null> {
  return readFile(remoteFamily === 'IPv6' ? '/proc/net/tcp6' : '/proc/net/tcp', 'latin1').catch(() => null)
}

/** Of `proc_net_tcp`: local and remote address, state, and the queue of what is sent and not acknowledged, in hex. */
function stateIn(table: string, { localPort, remotePort }: Ends): { isOpen: boolean; unacknowledged: number } | null {
  const [local, remote] = [localPort, remotePort].map((port) => (port ?? 0).toString(16).toUpperCase().padStart(4, '0'))
  const line = new RegExp(String.raw`^ *\d+: \w+:${String(local)} \w+:${String(remote)} (\w\w) (\w{8}):`, 'gm')
  const found = [...table.matchAll(line)]
  if (found.length === 0) return null
  return {
    isOpen: found.every(([, state]) => state === ESTABLISHED),
    unacknowledged: Math.max(...found.map(([, , queue = '']) => Number.parseInt(queue, 16))),
  }
}

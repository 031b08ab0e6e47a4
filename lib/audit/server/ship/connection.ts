import 'server-only'
import type { Socket } from 'node:net'
import { ConnectFailure, errorCode, openSocket, type ConnectTarget } from '#lib/cloud/server/connect.ts'
import type { ShipFailure } from './destination.ts'

const CONNECT_WITHIN_MS = 10_000

/** A connected socket. Rejects with what `connectionFailure` understands. */
export async function connectTo(target: ConnectTarget, signal: AbortSignal): Promise<Socket> {
  return openSocket(target, AbortSignal.any([signal, AbortSignal.timeout(CONNECT_WITHIN_MS)]))
}

const causes: Readonly<Record<ConnectFailure['phase'], ShipFailure['cause']>> = {
  dns: 'unknown_host',
  connect: 'unreachable',
  tls: 'tls',
  proxy: 'proxy',
}

/** Why a connection was not made, or did not last. Messages of sockets are left out: they repeat what was received. */
export function connectionFailure(cause: unknown, isTimedOut: boolean): ShipFailure {
  if (cause instanceof ConnectFailure) return { cause: causes[cause.phase], detail: cause.code }
  if (isTimedOut) return { cause: 'timed_out', detail: null }
  return { cause: 'cut_off', detail: errorCode(cause) }
}

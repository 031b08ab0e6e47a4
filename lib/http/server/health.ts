import 'server-only'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { config } from '#lib/config/server/env.ts'
import { assertMigrated } from '#lib/db/server/migrate.ts'
import { createLog } from '#lib/log/server/log.ts'
import { problemResponse } from './problem.ts'
import { runtime } from './runtime.ts'

// For whoever starts, watches and replaces this process. No session, and nothing about the inside.

/** A store that does not answer within this is not there, for a balancer that asks every few seconds. */
const PATIENCE_MS = 2_000

const fine = { headers: { 'cache-control': 'no-store' } }

export function isAlive(): Response {
  return Response.json({ status: 'live' }, fine)
}

export async function isReady(check: () => Promise<void> = checkStore, patienceMs = PATIENCE_MS): Promise<Response> {
  const correlationId = randomUUID()
  const patience = new AbortController()
  try {
    await Promise.race([check(), timeOut(patienceMs, patience.signal)])
    return Response.json({ status: 'ready' }, fine)
  } catch (cause) {
    createLog(config().logLevel)('warn', 'not ready', {
      correlationId,
      name: cause instanceof Error ? cause.name : 'unknown',
    })
    return problemResponse({ status: 503, code: 'not_ready', correlationId })
  } finally {
    patience.abort()
  }
}

async function checkStore(): Promise<void> {
  const { db } = await runtime()
  await assertMigrated(db)
}

async function timeOut(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
  throw new Error('the store did not answer in time')
}

'use client'
import { useSyncExternalStore } from 'react'

/**
 * One clock for all live figures of a page: a single timer, at most one tick a second, silent while nobody looks.
 * It runs on the server's time; a laptop that is three minutes off must not call a fresh reading old.
 */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let offsetMs = 0
let now = 0

function tick(): void {
  now = Math.floor((Date.now() + offsetMs) / 1000) * 1000
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Less than this is the way of the page to the reader, not a clock that is off: a fresh reading is not in the future. */
const TRAVEL_MS = 20_000

/** Tells the ticker what the server's clock said when it rendered the page (epoch ms). */
export function setServerNow(serverNow: number): void {
  const apartMs = serverNow - Date.now()
  offsetMs = Math.abs(apartMs) < TRAVEL_MS ? 0 : apartMs
  tick()
}

/**
 * The current second as epoch ms, or with `everyMs` a coarser step: what is drawn from it is drawn anew only then.
 * Until the page has hydrated it is `renderedAt`, the same as on the server, and never less: what had happened by then
 * must not be ahead again.
 */
export function useNow(renderedAt: number, everyMs = 1000): number {
  return useSyncExternalStore(
    subscribe,
    () => (now === 0 ? renderedAt : Math.max(renderedAt, Math.floor(now / everyMs) * everyMs)),
    () => renderedAt,
  )
}

'use client'
import { useSyncExternalStore } from 'react'

/**
 * False on the server and while the page hydrates, true from then on: what only the browser knows (an answer that came
 * meanwhile, its own clock) must not be drawn before, or React throws away what the server sent.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  )
}

const neverChanges = () => () => undefined

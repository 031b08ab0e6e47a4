import { useSyncExternalStore } from 'react'

/**
 * False on the server and while the browser takes over what the server wrote, then true. For what only the browser
 * knows, or knows otherwise: its clock, what it has fetched since. Said at once, it would differ from the server's page.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  )
}

function neverChanges(): () => void {
  return () => undefined
}

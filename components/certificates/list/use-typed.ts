import { useEffect, useState } from 'react'
import type * as typed from './typed/typed.ts'

/** How typed queries are read. */
export type Typed = typeof typed

let held: Typed | null = null

export async function loadTyped(): Promise<Typed> {
  held ??= await import('./typed/typed.ts')
  return held
}

/**
 * The reader of typed queries, once it is there and something has been typed; null until then. The first drawing in a
 * browser has none, so that it is what the server made.
 */
export function useTyped(isWanted: boolean): Typed | null {
  const [typed, setTyped] = useState<Typed | null>(null)
  useEffect(() => {
    if (!isWanted || typed !== null) return
    let isHere = true
    // Without it a text is searched as a text; the server reads it all the same.
    loadTyped().then(
      (loaded) => {
        if (isHere) setTyped(() => loaded)
      },
      () => undefined,
    )
    return () => {
      isHere = false
    }
  }, [isWanted, typed])
  return typed
}

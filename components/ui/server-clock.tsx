'use client'
import { useEffect } from 'react'
import { setServerNow } from './ticker.ts'

/** Sets the page's ticker by the server's clock, again after every navigation that brings a newer reading of it. */
export function ServerClock({ now }: { now: number }) {
  useEffect(() => {
    setServerNow(now)
  }, [now])
  return null
}

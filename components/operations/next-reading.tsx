'use client'
import type { ReactNode } from 'react'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { instantOf } from '#lib/core/format.ts'

/** Counts down to the next read-back; at zero, and where none is planned, it says that one is being made. */
export function NextReading({
  at,
  renderedAt,
  told,
  due,
}: {
  /** RFC 3339. */
  at: string | null
  renderedAt: number
  told: (countdown: ReactNode) => ReactNode
  due: ReactNode
}) {
  const now = useNow(renderedAt)
  const next = at === null ? null : instantOf(at)
  if (next === null || next - now < 1000) return due
  return told(<RelativeAge at={next} renderedAt={renderedAt} inline />)
}

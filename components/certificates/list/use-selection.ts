'use client'
import { useCallback, useState } from 'react'
import { certificateSearchParams, type CertificateFilter } from '#lib/certificates/filter.ts'
import { countingFilter } from './address.ts'
import { nothingSelected, type Selection } from './selection.ts'

export type SelectionState = {
  readonly selection: Selection
  /** Something was selected in a list of other conditions, and is no longer. */
  readonly wasCleared: boolean
  readonly change: (next: (selection: Selection) => Selection) => void
}

/** The selection belongs to the conditions: it outlasts another page, order or reading, and ends with another filter. */
export function useSelection(filter: CertificateFilter): SelectionState {
  const of = certificateSearchParams(countingFilter(filter)).toString()
  const [held, setHeld] = useState({ of, selection: nothingSelected, wasCleared: false })
  if (held.of !== of) setHeld({ of, selection: nothingSelected, wasCleared: held.selection.chosen.size > 0 })
  const change = useCallback((next: (selection: Selection) => Selection) => {
    setHeld((before) => ({ ...before, selection: next(before.selection), wasCleared: false }))
  }, [])
  return { selection: held.selection, wasCleared: held.wasCleared, change }
}

'use client'
import { useCallback, useEffect, useState } from 'react'
import { certificateSearchParams, type CertificateFilter } from '#lib/certificates/filter.ts'
import { countingFilter } from './address.ts'
import { nothingSelected, type Selection } from './selection.ts'

export type SelectionState = {
  readonly selection: Selection
  /** Something was selected in a list of other conditions, and is no longer. */
  readonly wasCleared: boolean
  readonly change: (next: (selection: Selection) => Selection) => void
}

type Kept = { readonly of: string; readonly selection: Selection }

/** What was selected last, while the list is away for the page of one of its certificates. As long as the document. */
let kept: Kept = { of: '', selection: nothingSelected }

/**
 * The selection belongs to the conditions: it outlasts another page, order or reading and the way to a certificate and
 * back, and ends with another filter. Nothing is selected by rows of other conditions, which only keep the place of
 * those that are on their way (`isPlaceholder`).
 */
export function useSelection(filter: CertificateFilter, isPlaceholder: boolean): SelectionState {
  const of = certificateSearchParams(countingFilter(filter)).toString()
  const [held, setHeld] = useState(() => selectionUnder(kept, of))
  if (held.of !== of) setHeld(selectionUnder(held, of))
  const [rowsOf, setRowsOf] = useState(of)
  if (!isPlaceholder && rowsOf !== of) setRowsOf(of)
  const isOfOthers = rowsOf !== of
  useEffect(() => {
    kept = held
  }, [held])
  const change = useCallback(
    (next: (selection: Selection) => Selection) => {
      if (isOfOthers) return
      setHeld((before) => ({ ...before, selection: next(before.selection), wasCleared: false }))
    },
    [isOfOthers],
  )
  return { selection: held.selection, wasCleared: held.wasCleared, change }
}

export function selectionUnder({ of, selection }: Kept, now: string): Kept & { wasCleared: boolean } {
  if (of === now) return { of, selection, wasCleared: false }
  return { of: now, selection: nothingSelected, wasCleared: selection.chosen.size > 0 }
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Result } from '#lib/core/result.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'
import { viewKeys } from '#lib/views/queries.ts'
import type { SavedView } from '#lib/views/schema.ts'

const told = [
  'name_taken',
  'too_many_views',
  'forbidden',
  'not_yours',
  'view_not_found',
  'invalid_input',
  'unreadable_list',
  'unauthenticated',
] as const
export type ViewFailure = 'lost' | 'other' | (typeof told)[number]

type Refusal = { code: string; issues?: readonly { path: string }[] }

export type ViewActs = {
  readonly isRunning: boolean
  readonly failure: ViewFailure | null
  /** One at a time; null where it failed. */
  readonly run: (act: () => Promise<Result<SavedView, Refusal>>) => Promise<SavedView | null>
}

/** What is done to views, and how the last of it ended. The list of views is asked for anew either way. */
export function useViewActs(): ViewActs {
  const client = useQueryClient()
  const [isRunning, setRunning] = useState(false)
  const [failure, setFailure] = useState<ViewFailure | null>(null)
  return {
    isRunning,
    failure,
    run: async (act) => {
      if (isRunning) return null
      setRunning(true)
      setFailure(null)
      const result = await act().catch(() => null)
      await client.invalidateQueries({ queryKey: viewKeys.all })
      setRunning(false)
      if (result?.ok === true) return result.value
      setFailure(result === null ? 'lost' : failureOf(result.error))
      return null
    },
  }
}

export function failureOf(error: Refusal): ViewFailure {
  if (mayHaveHappened(error)) return 'lost'
  // Its name is what somebody has typed; its address is the list that stands there.
  if (error.issues?.some(({ path }) => path === 'params') === true) return 'unreadable_list'
  return told.find((code) => code === error.code) ?? 'other'
}

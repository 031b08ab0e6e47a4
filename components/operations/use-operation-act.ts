'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Result } from '#lib/core/result.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'
import type { OperationState } from '#lib/operations/state.ts'

const told = ['not_found', 'not_scheduled', 'nothing_to_acknowledge', 'unauthenticated', 'forbidden'] as const
export type ActFailure = 'lost' | 'other' | (typeof told)[number]

/** Something small that is done to an operation by a button alone: once at a time, and what came of it. */
export function useOperationAct(
  act: (raw: unknown) => Promise<Result<{ state: OperationState }, { code: string }>>,
  operationId: string,
  onDone: () => void,
) {
  const client = useQueryClient()
  const [failure, setFailure] = useState<ActFailure | null>(null)
  const [isRunning, setRunning] = useState(false)
  const send = async (): Promise<ActFailure | null> => {
    try {
      const result = await act({ operationId })
      return result.ok ? null : failureOf(result.error)
    } catch {
      // The operation itself says what became of it, and doing it twice changes nothing.
      return 'lost'
    }
  }
  const run = async () => {
    setRunning(true)
    setFailure(null)
    const failed = await send()
    await client.invalidateQueries({ queryKey: ['operations'] })
    void client.invalidateQueries({ queryKey: ['certificates'] })
    setRunning(false)
    setFailure(failed)
    if (failed === null) onDone()
  }
  return {
    failure,
    isRunning,
    run: () => {
      if (!isRunning) void run()
    },
  }
}

function failureOf(error: { code: string }): ActFailure {
  if (mayHaveHappened(error)) return 'lost'
  return told.find((code) => code === error.code) ?? 'other'
}

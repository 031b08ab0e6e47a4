'use client'
import { useQueryClient } from '@tanstack/react-query'
import { unstable_isUnrecognizedActionError, useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { announceArrival } from '#components/operations/arrival.ts'
import { paths } from '#lib/core/paths.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { confirmWrite, type Ending, type Progress, type WriteAnswer } from './confirm-write.ts'
import type { Course } from './course.ts'
import { newOperationId } from './operation-id.ts'
import { keepsIntent, saidAfter, type WriteFailure } from './write-failure.ts'

export type ConfirmState =
  /** `failed`: of which course the failure is. */
  | { readonly phase: 'ready'; readonly failure: WriteFailure | null; readonly failed?: Course }
  | { readonly phase: 'running'; readonly progress: Progress }
  | { readonly phase: 'unstored'; readonly receipt: WriteReceipt }

/**
 * Confirming as React sees it: one attempt at a time however often the button is pressed, an operation id per intent,
 * and at the end either the receipt's page or a failure that leaves everything as it was typed.
 */
export function useConfirm({ onClose, onFailed }: { onClose: () => void; onFailed: (failure: WriteFailure) => void }) {
  const [state, setState] = useState<ConfirmState>({ phase: 'ready', failure: null })
  /** The ids of what is intended, one a course: another course is another intent. */
  const intents = useRef(new Map<Course, string>())
  /** How the last attempt at each ended. */
  const earlier = useRef(new Map<Course, WriteFailure>())
  const attempt = useRef<AbortController | null>(null)
  const read = useOperationReader()
  const arrive = useArrival(onClose)

  useEffect(
    () => () => {
      attempt.current?.abort()
      attempt.current = null
    },
    [],
  )

  const settle = (course: Course, ending: Ending) => {
    attempt.current = null
    switch (ending.kind) {
      case 'arrived':
        arrive(ending.operationId)
        break
      case 'unstored':
        setState({ phase: 'unstored', receipt: ending.receipt })
        break
      case 'failed':
        fail(course, ending.failure)
        break
    }
  }

  const fail = (course: Course, ended: WriteFailure) => {
    const intent = intents.current.get(course)
    const failure = intent === undefined ? ended : saidAfter(earlier.current.get(course) ?? null, ended, intent)
    if (keepsIntent(failure)) earlier.current.set(course, failure)
    else {
      intents.current.delete(course)
      earlier.current.delete(course)
    }
    setState({ phase: 'ready', failure, failed: course })
    onFailed(failure)
  }

  const confirm = (course: Course, send: (operationId: string) => Promise<WriteAnswer>) => {
    // A second press comes before React has drawn the first: the state alone would let it through.
    if (attempt.current !== null) return
    const controller = new AbortController()
    attempt.current = controller
    const operationId = intents.current.get(course) ?? newOperationId()
    intents.current.set(course, operationId)
    confirmWrite(
      {
        send: () => send(operationId),
        isOffline: () => !navigator.onLine,
        read,
        wait: (ms) => waitUnlessGone(ms, controller.signal),
        now: () => performance.now(),
        tell: (progress) => setState({ phase: 'running', progress }),
        isOutdated: unstable_isUnrecognizedActionError,
      },
      operationId,
    ).then(
      (ending) => {
        if (!controller.signal.aborted) settle(course, ending)
      },
      () => {
        if (!controller.signal.aborted) settle(course, { kind: 'failed', failure: { code: 'no_word', operationId } })
      },
    )
  }

  return { state, confirm }
}

/** Reads into the cache that the receipt's page reads from, so that it opens with what is known already. */
function useOperationReader() {
  const client = useQueryClient()
  return (operationId: string) => client.query({ ...operationOptions(operationId), staleTime: 0, retry: false })
}

/** Closes the dialog and goes to the receipt, which takes the focus. Lists are stale now; nothing in them was guessed. */
function useArrival(onClose: () => void) {
  const router = useRouter()
  const client = useQueryClient()
  return (operationId: string) => {
    announceArrival(operationId)
    router.push(paths.operation(operationId))
    onClose()
    void client.invalidateQueries({
      queryKey: ['certificates'],
      predicate: ({ queryKey }) => queryKey[1] !== 'preview',
    })
    void client.invalidateQueries({ queryKey: ['operations', 'list'] })
  }
}

function waitUnlessGone(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('the dialog has gone', 'AbortError'))
    })
  })
}

'use client'
import { useQueryClient } from '@tanstack/react-query'
import { unstable_isUnrecognizedActionError, useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { announceArrival } from '#components/operations/arrival.ts'
import { paths } from '#lib/core/paths.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { confirmWrite, type Ending, type Progress, type WriteAnswer } from './confirm-write.ts'
import { newOperationId } from './operation-id.ts'
import { keepsIntent, saidAfter, type WriteFailure } from './write-failure.ts'

export type ConfirmState =
  | { readonly phase: 'ready'; readonly failure: WriteFailure | null }
  | { readonly phase: 'running'; readonly progress: Progress }
  | { readonly phase: 'unstored'; readonly receipt: WriteReceipt }

/**
 * Confirming as React sees it: one attempt at a time however often the button is pressed, an operation id per intent,
 * and at the end either the receipt's page or a failure that leaves everything as it was typed.
 */
export function useConfirm({ onClose, onFailed }: { onClose: () => void; onFailed: (failure: WriteFailure) => void }) {
  const [state, setState] = useState<ConfirmState>({ phase: 'ready', failure: null })
  const intent = useRef<string | null>(null)
  /** How the last attempt at this intent ended. */
  const earlier = useRef<WriteFailure | null>(null)
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

  const settle = (ending: Ending) => {
    attempt.current = null
    switch (ending.kind) {
      case 'arrived':
        arrive(ending.operationId)
        break
      case 'unstored':
        setState({ phase: 'unstored', receipt: ending.receipt })
        break
      case 'failed':
        fail(ending.failure)
        break
    }
  }

  const fail = (ended: WriteFailure) => {
    const failure = intent.current === null ? ended : saidAfter(earlier.current, ended, intent.current)
    const isKept = keepsIntent(failure)
    if (!isKept) intent.current = null
    earlier.current = isKept ? failure : null
    setState({ phase: 'ready', failure })
    onFailed(failure)
  }

  const confirm = (send: (operationId: string) => Promise<WriteAnswer>) => {
    // A second press comes before React has drawn the first: the state alone would let it through.
    if (attempt.current !== null) return
    const controller = new AbortController()
    attempt.current = controller
    const operationId = (intent.current ??= newOperationId())
    confirmWrite(
      {
        send: () => send(operationId),
        read,
        wait: (ms) => waitUnlessGone(ms, controller.signal),
        now: () => performance.now(),
        tell: (progress) => setState({ phase: 'running', progress }),
        isOutdated: unstable_isUnrecognizedActionError,
      },
      operationId,
    ).then(
      (ending) => {
        if (!controller.signal.aborted) settle(ending)
      },
      () => {
        if (!controller.signal.aborted) settle({ kind: 'failed', failure: { code: 'no_word', operationId } })
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

import 'server-only'
import type { ConfirmRefusal } from '#lib/certificates/server/confirm.ts'
import type { Result } from '#lib/core/result.ts'
import type { WriteReceipt } from '../receipt.ts'
import type { OperationKind } from '../state.ts'

// The confirmations of this process by operation id. Between its arrival and its record an attempt exists nowhere
// else: a request that a browser sends twice finds its first copy here, and a dialog that was told *pending* learns
// here of a refusal that left no operation, or of an answer that the store would not take.

export type AttemptEnd = Result<WriteReceipt, ConfirmRefusal>

export type Attempt = {
  readonly kind: OperationKind
  readonly identifier: string
  readonly requestedBy: string
  /** Tells it from an earlier attempt under the same operation id. */
  readonly name: string
  readonly end: Promise<AttemptEnd>
}

export type Attempts = {
  readonly underWay: (operationId: string) => Attempt | undefined
  readonly start: (operationId: string, of: Omit<Attempt, 'end'>, run: () => Promise<AttemptEnd>) => Attempt
  /** How one ended of which this may be the only trace. */
  readonly traceOf: (operationId: string) => { name: string; end: AttemptEnd } | undefined
}

/** So many ends are kept, the latest ones. A dialog asks within two minutes. */
const KEPT = 500

export function createAttempts(): Attempts {
  const running = new Map<string, Attempt>()
  const ended = new Map<string, { name: string; end: AttemptEnd }>()
  const keep = (operationId: string, name: string, end: AttemptEnd) => {
    ended.set(operationId, { name, end })
    const [oldest] = ended.keys()
    if (ended.size > KEPT && oldest !== undefined) ended.delete(oldest)
  }
  return {
    underWay: (operationId) => running.get(operationId),
    traceOf: (operationId) => ended.get(operationId),
    start: (operationId, of, run) => {
      ended.delete(operationId)
      const end = run().finally(() => running.delete(operationId))
      end.then(
        (result) => {
          if (!result.ok || !result.value.stored) keep(operationId, of.name, result)
        },
        // Whoever waits for it hears of it.
        () => undefined,
      )
      const attempt = { ...of, end }
      running.set(operationId, attempt)
      return attempt
    },
  }
}

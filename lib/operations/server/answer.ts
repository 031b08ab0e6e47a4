import 'server-only'
import type { WriteOutcome } from '#lib/cloud/server/port.ts'
import type { OperationState } from '../state.ts'
import type { settleAttempt } from './repository.ts'

export type Settlement = Parameters<typeof settleAttempt>[2]

/** What the answer to a call makes of its operation. Pure: the same for the answer in time and for the late one. */
export function settlementOf(outcome: WriteOutcome): Settlement {
  const common = { exchange: JSON.stringify(outcome.exchange) }
  switch (outcome.kind) {
    case 'succeeded':
      return {
        ...common,
        ...settledByAnswer('succeeded', outcome.respondedAt),
        request_id: outcome.requestId,
        http_status: outcome.httpStatus,
        cause_proven: 1,
        cause: null,
      }
    case 'refused':
      return {
        ...common,
        ...settledByAnswer('refused', outcome.respondedAt),
        request_id: outcome.requestId,
        http_status: outcome.httpStatus,
        cloud_code: outcome.code,
        cloud_message: outcome.message,
        recommend: outcome.recommend,
        cause: outcome.throttled ? 'throttled' : null,
      }
    case 'not_sent':
      return { ...common, ...settledByAnswer('not_sent', outcome.respondedAt), cause: outcome.cause }
    case 'unknown':
      return {
        ...common,
        state: 'unknown',
        request_id: outcome.requestId,
        http_status: outcome.httpStatus,
        cause: outcome.cause,
      }
  }
}

function settledByAnswer(state: OperationState, at: number) {
  return { state, settled_by: 'answer', settled_at: at } as const
}

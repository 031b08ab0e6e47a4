import 'server-only'
import { isThrottling, readAnswer, type Answer } from './answer.ts'
import { redactorFor, shownAnswer, shownRequest, type Redactor } from './exchange.ts'
import type { WriteOutcome } from './port.ts'
import type { WriteWire } from './send-write.ts'
import type { SignedRequest } from './signed-request.ts'
import { vendorAddress, vendorText } from './vendor-text.ts'

type Ending =
  | Extract<WriteOutcome, { kind: 'not_sent' }>
  | Extract<WriteOutcome, { kind: 'refused' }>
  | Extract<WriteOutcome, { kind: 'succeeded' }>
  | Extract<WriteOutcome, { kind: 'unknown' }>
type Facts = 'exchange' | 'respondedAt' | 'rttMs' | 'skewMs'
type Verdict = Ending extends infer One ? (One extends Ending ? Omit<One, Facts> : never) : never

/**
 * Decides how a write ended. `not_sent` only when no byte left; `refused` only for an error object of the API with a
 * 4xx status or a throttling code; `succeeded` only for a complete 2xx object that carries its RequestId. Whatever
 * else it is, the certificate may have changed: `unknown`, with any RequestId that could be found.
 */
export function writeOutcome(request: SignedRequest, wire: WriteWire): WriteOutcome {
  const redact = redactorFor(request)
  const answer = wire.answer ? readAnswer(wire.answer) : null
  const respondedAt = wire.answer?.respondedAt ?? wire.endedAt
  return {
    ...verdictOf(wire, answer, redact),
    exchange: {
      request: shownRequest(request),
      answer: wire.answer ? shownAnswer(wire.answer, redact) : null,
      startedAt: wire.startedAt,
      endedAt: wire.endedAt,
    },
    respondedAt,
    rttMs: wire.answer && wire.sentAt !== null ? Math.max(0, respondedAt - wire.sentAt) : null,
    skewMs: answer?.skewMs ?? null,
  }
}

function verdictOf(wire: WriteWire, answer: Answer | null, redact: Redactor): Verdict {
  if (wire.notSent) return { kind: 'not_sent', ...wire.notSent }
  if (!answer) return unknown(wire.isTimedOut ? 'timed_out' : 'connection_lost', wire, null)
  const { httpStatus, error } = answer
  const isRejection = (httpStatus >= 400 && httpStatus < 500) || isThrottling(error)
  if (error && isRejection) return refusal(answer, error, redact)
  if (isSuccess(answer)) return { kind: 'succeeded', requestId: answer.bodyRequestId, httpStatus }
  return unknown(causeOf(wire, answer), wire, answer)
}

function refusal(answer: Answer, error: NonNullable<Answer['error']>, redact: Redactor): Verdict {
  return {
    kind: 'refused',
    requestId: answer.requestId,
    httpStatus: answer.httpStatus,
    code: vendorText(error.code, redact),
    message: vendorText(error.message, redact),
    recommend: vendorAddress(error.recommend, redact),
    retryAfterMs: answer.retryAfterMs,
    throttled: isThrottling(error),
  }
}

function isSuccess(answer: Answer): answer is Answer & { bodyRequestId: string } {
  const { httpStatus, object, error, bodyRequestId } = answer
  return httpStatus >= 200 && httpStatus < 300 && object !== null && error === null && bodyRequestId !== null
}

type UnknownCause = Extract<WriteOutcome, { kind: 'unknown' }>['cause']

function causeOf(wire: WriteWire, answer: Answer): UnknownCause {
  if (wire.isTimedOut) return 'timed_out'
  if (answer.httpStatus >= 500) return 'server_error'
  return answer.defect ?? 'malformed'
}

const unknownMessages: Record<UnknownCause, string> = {
  timed_out: 'no complete answer came before the deadline',
  connection_lost: 'the connection was lost after the request had been sent',
  server_error: 'the answer reports an error of the server',
  not_json: 'the answer is not the JSON that the API sends',
  truncated: 'the answer was cut short',
  malformed: 'the answer is JSON but neither a success with a RequestId nor an error of the API',
}

function unknown(cause: UnknownCause, wire: WriteWire, answer: Answer | null): Verdict {
  return {
    kind: 'unknown',
    requestId: answer?.requestId ?? null,
    httpStatus: wire.answer?.httpStatus ?? null,
    cause,
    message: unknownMessages[cause],
  }
}

import 'server-only'
import { isThrottling, type Answer, type CloudError } from './answer.ts'
import type { Redactor } from './exchange.ts'
import type { ReadFailure } from './port.ts'
import { vendorAddress, vendorText } from './vendor-text.ts'

/** The vendor accepts 15 minutes; long before that an operator should know. */
export const tolerableSkewMs = 3 * 60_000

/**
 * Why a read gave nothing, from an answer that is no success.
 *
 * `not_found` is evidence on which a certificate becomes a tombstone, so it is given only for the API's own word: the
 * code NotFound, exactly, in an error object with its RequestId and a 4xx status. A mistyped AccessKeyId is answered
 * with 404 `InvalidAccessKeyId.NotFound`; a proxy's 404, and whatever a failing server says, is no word about anything.
 */
export function readFailureOf(answer: Answer, redact: Redactor): ReadFailure {
  const { error } = answer
  if (!error) return withoutErrorObject(answer)
  const facts = factsOf(answer, error, redact)
  const message = vendorText(error.message, redact) || `the API answered ${facts.code}`
  if (isThrottling(error)) return { ...facts, kind: 'throttled', message }
  if (isClockCode(error.code)) return clockOff(facts, answer.skewMs)
  if (isMissing(answer, error)) return { ...facts, kind: 'not_found', message }
  if (isForbidden(answer, error)) return forbidden(facts, error, redact, message)
  if (answer.skewMs !== null && Math.abs(answer.skewMs) > tolerableSkewMs) return clockOff(facts, answer.skewMs)
  if (answer.httpStatus >= 500) return { ...facts, kind: 'unreachable', message }
  return { ...facts, kind: 'refused', message }
}

type Facts = Omit<ReadFailure, 'kind' | 'message'>

function factsOf(answer: Answer, error: CloudError, redact: Redactor): Facts {
  const recommend = vendorAddress(error.recommend, redact)
  return {
    httpStatus: answer.httpStatus,
    code: vendorText(error.code, redact),
    ...(answer.requestId !== null && { requestId: answer.requestId }),
    ...(recommend !== null && { recommend }),
  }
}

function withoutErrorObject(answer: Answer): ReadFailure {
  const { httpStatus, requestId, defect } = answer
  const facts = { httpStatus, ...(requestId !== null && { requestId }) }
  if (httpStatus >= 500) {
    return {
      ...facts,
      kind: 'unreachable',
      message: `the API, or something in front of it, answered HTTP ${httpStatus}`,
    }
  }
  // The connection's failing, not the answer's: worth asking again.
  if (defect === 'truncated') return { ...facts, kind: 'unreachable', message: 'the answer was cut short' }
  if (defect === 'not_json') {
    return { ...facts, kind: 'malformed', message: `HTTP ${httpStatus} with something that is not the API's JSON` }
  }
  return { ...facts, kind: 'malformed', message: `HTTP ${httpStatus} with JSON in a shape that is not the API's` }
}

function isClockCode(code: string): boolean {
  return code.startsWith('InvalidTimeStamp') || code.startsWith('IllegalTimestamp')
}

/** Codes that speak of who calls or what is called, never of the certificate that was asked for. */
const aboutTheCall =
  /^(InvalidAccessKeyId|InvalidSecurityToken|MissingSecurityToken|InvalidAction|InvalidApi|InvalidProduct|InvalidVersion|NoSuchVersion|InvalidProtocol|InvalidRegionId|IncompleteSignature|InvalidSignature|Signature)/

function isMissing({ httpStatus, bodyRequestId }: Answer, { code }: CloudError): boolean {
  return code === 'NotFound' && bodyRequestId !== null && httpStatus >= 400 && httpStatus < 500
}

function isForbidden({ httpStatus }: Answer, { code, deniedAction }: CloudError): boolean {
  return deniedAction !== null || (httpStatus === 403 && !aboutTheCall.test(code))
}

function forbidden(facts: Facts, error: CloudError, redact: Redactor, message: string): ReadFailure {
  const action = vendorText(error.deniedAction ?? '', redact)
  if (action === '') return { ...facts, kind: 'forbidden', message }
  return { ...facts, kind: 'forbidden', action, message: `the credentials lack ${action}` }
}

function clockOff(facts: Facts, skewMs: number | null): ReadFailure {
  return {
    ...facts,
    kind: 'clock_off',
    message: describeSkew(skewMs),
    ...(skewMs !== null && { skewMs }),
  }
}

/** In plain words, since an operator mends this and not we. */
export function describeSkew(skewMs: number | null): string {
  if (skewMs === null) return "Alibaba Cloud refused this machine's date: set its clock."
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  if (minutes === 0)
    return "Alibaba Cloud refused this machine's date, though its own is about the same: set the clock."
  const direction = skewMs > 0 ? 'ahead of' : 'behind'
  return `This machine's clock is ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${direction} Alibaba Cloud's: set it.`
}

import { err, ok, type Result } from '#lib/core/result.ts'
import { isDenied, parseSettings, type Settings } from '../control/settings.ts'
import type { Emulator } from '../emulator.ts'
import { distortedList } from '../faults/distorted-list.ts'
import { faultStateSchema, noFaults, strike, type Fault, type FaultState } from '../faults/fault-plan.ts'
import type { Body, CallContext, Operation } from '../operations/define-operation.ts'
import { gatherParameters } from '../operations/gather-parameters.ts'
import { registry } from '../operations/registry.ts'
import { accessDeniedDetail } from './access-denied.ts'
import { badGatewayAnswer, refusalAnswer, successAnswer, type Answer } from './answer.ts'
import { authenticate } from './authenticate.ts'
import { checkFreshness } from './freshness.ts'
import { describeCall, parseCall, type Call } from './parse-call.ts'
import { refusals, type Refusal } from './refusal.ts'
import { headerValues, type WireRequest } from './wire-request.ts'

/** An answer and how it leaves; `fault` is what was done to it. */
export type Delivery = { readonly answer: Answer; readonly fault: Fault | null }

type Decision = {
  readonly result: Result<Body, Refusal> | 'bad_gateway'
  readonly fault: Fault | null
  readonly applied: boolean
}

/**
 * One call from the last byte of the request to an answer that may leave: parse → signature → date and nonce → throttle →
 * fault → validate → handle. State, nonce and ledger are one transaction, on disk before this returns; so what was answered
 * is never lost, and what is lost was never answered.
 */
export function handleCall(emulator: Emulator, request: WireRequest): Delivery {
  const requestId = emulator.newRequestId()
  try {
    return emulator.store.transaction(() => record(emulator, request, requestId, decide(emulator, request, requestId)))
  } catch (error) {
    emulator.report(error)
    return recordFailure(emulator, request, requestId)
  }
}

/** A request that could not be read to its end, or not at all: refused, and in the ledger like every other. */
export function refuseUnread(emulator: Emulator, request: WireRequest, refusal: Refusal): Delivery {
  const requestId = emulator.newRequestId()
  const decision: Decision = { result: err(refusal), fault: null, applied: false }
  try {
    return emulator.store.transaction(() => record(emulator, request, requestId, decision))
  } catch (error) {
    emulator.report(error)
    return recordFailure(emulator, request, requestId)
  }
}

function recordFailure(emulator: Emulator, request: WireRequest, requestId: string): Delivery {
  const decision: Decision = { result: err(refusals.internal), fault: null, applied: false }
  try {
    return emulator.store.transaction(() => record(emulator, request, requestId, decision))
  } catch (error) {
    emulator.report(error)
    return { answer: refusalAnswer(requestId, hostOf(request), refusals.internal), fault: null }
  }
}

function record(emulator: Emulator, request: WireRequest, requestId: string, decision: Decision): Delivery {
  const answer = answerTo(request, requestId, decision)
  const isSent = !['timeout_before', 'timeout_after', 'reset_after'].includes(decision.fault?.kind ?? '')
  emulator.store.ledger.append({
    receivedAt: request.receivedAt,
    ...describeCall(request),
    requestId,
    httpStatus: isSent ? answer.httpStatus : null,
    code: isSent ? answer.code : null,
    applied: decision.applied,
    fault: decision.fault?.kind ?? null,
  })
  return { answer, fault: decision.fault }
}

function answerTo(request: WireRequest, requestId: string, { result }: Decision): Answer {
  if (result === 'bad_gateway') return badGatewayAnswer
  if (result.ok) return successAnswer(requestId, result.value)
  return refusalAnswer(requestId, hostOf(request), result.error)
}

function decide(emulator: Emulator, request: WireRequest, requestId: string): Decision {
  const settings = parseSettings(emulator.store.meta.read('settings'))
  const admitted = admit(emulator, request, settings)
  if (!admitted.ok) return { result: admitted, fault: null, applied: false }
  const { call, operation } = admitted.value
  const fault = strikeStored(emulator, operation, pageOf(call))
  const early = fault === null ? null : earlyResult(fault)
  if (early !== null) return { result: early, fault, applied: false }
  if (isDenied(settings, operation.name)) {
    return { result: err(refusals.denied(accessDeniedDetail(operation.name, requestId))), fault, applied: false }
  }
  const result = perform({ ...emulator, settings, now: request.receivedAt }, call, operation, fault)
  return { result, fault, applied: result.ok && operation.changesState }
}

type Admitted = { readonly call: Call; readonly operation: Operation }

function admit(emulator: Emulator, request: WireRequest, settings: Settings): Result<Admitted, Refusal> {
  const call = parseCall(request)
  if (!call.ok) return call
  const operation = registry.get(call.value.action)
  if (operation === undefined) return err(refusals.unknownAction)
  const caller = authenticate(request, call.value, emulator.secretOf)
  if (!caller.ok) return caller
  const fresh = checkFreshness(caller.value, emulator.store.nonces, request.receivedAt)
  if (!fresh.ok) return fresh
  if (emulator.isThrottled()) {
    const waitMs = emulator.throttle.take(operation.name, request.receivedAt, settings.throttlePerSecond)
    if (waitMs > 0) return err(refusals.throttled(waitMs))
  }
  return ok({ call: call.value, operation })
}

function perform(context: CallContext, call: Call, operation: Operation, fault: Fault | null): Result<Body, Refusal> {
  context.store.certificates.releaseQueued(context.now)
  const raw = gatherParameters([...call.query, ...call.form])
  if (!raw.ok) return raw
  const result = operation.call(context, raw.value)
  if (!result.ok || fault === null || operation.listMember === null) return result
  return ok(
    distortedList(fault.kind, result.value, operation.listMember, (CurrentPage) =>
      operation.call(context, { ...raw.value, CurrentPage: String(CurrentPage) }),
    ),
  )
}

/** Draws from the stored plan; the drawn numbers are stored with the call, so that a restart goes on where it stood. */
function strikeStored({ store }: Emulator, operation: Operation, page: number): Fault | null {
  const plan = readFaults(store.meta.read('faults'))
  if (plan.rules.length === 0) return null
  const struck = strike(plan, { operation: operation.name, isList: operation.listMember !== null, page })
  store.meta.write('faults', struck.plan)
  return struck.fault
}

function pageOf({ query, form }: Call): number {
  return Number([...query, ...form].find(([name]) => name === 'CurrentPage')?.[1] ?? 1)
}

function readFaults(stored: unknown): FaultState {
  return stored === undefined ? noFaults : faultStateSchema.parse(stored)
}

const THROTTLE_FAULT_MS = 1000

/** The result of a fault that keeps the call from being handled; null for the others. */
function earlyResult(fault: Fault): Decision['result'] | null {
  switch (fault.kind) {
    case 'throttle':
      return err(refusals.throttled(fault.ms ?? THROTTLE_FAULT_MS))
    case 'error500':
    case 'timeout_before':
      return err(refusals.internal)
    case 'html502':
      return 'bad_gateway'
    default:
      return null
  }
}

function hostOf(request: WireRequest): string {
  return (headerValues(request, 'host')[0] ?? '').slice(0, 255)
}

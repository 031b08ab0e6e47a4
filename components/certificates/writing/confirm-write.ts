import type { Result } from '#lib/core/result.ts'
import { ApiError } from '#lib/http/problem.ts'
import { UNRECORDED_AFTER_MS } from '#lib/operations/bounds.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import type { ConfirmRefusal } from '#lib/certificates/server/confirm.ts'
import type { ActionError } from '#lib/http/transport-error.ts'
import type { EndedWithoutEffect, WriteFailure } from './write-failure.ts'

// From the press of the red button to something that is known. The request goes out once. Whatever becomes of its
// answer, from then on the operation is only looked at, under the id that the browser made beforehand: a lost answer
// says nothing about the call, and a request that is repeated by itself would be a second intent that nobody had.

export type WriteAnswer = Result<WriteReceipt, ConfirmRefusal | ActionError>

/** What the dialog says while it waits. */
export type Progress =
  | 'sending'
  /** Not recorded yet: it is being read again, or all calls of this second are taken. */
  | 'waiting_for_call'
  | 'waiting_for_answer'
  /** The action's answer was lost; the operation is looked up. */
  | 'looking'
  | 'console_silent'

export type Ending =
  /** The receipt can be shown: done, scheduled, or open there with its outcome unknown. */
  | { readonly kind: 'arrived'; readonly operationId: string }
  /** The vendor answered and the answer could not be stored: this screen is the only place that has it. */
  | { readonly kind: 'unstored'; readonly receipt: WriteReceipt }
  | { readonly kind: 'failed'; readonly failure: WriteFailure }

export type ConfirmPorts = {
  readonly send: () => Promise<WriteAnswer>
  /** That it is not does not say that it is connected to anything. */
  readonly isOffline: () => boolean
  /** GET `/api/operations/<id>`; throws ApiError. */
  readonly read: (operationId: string) => Promise<OperationDetail>
  /** Rejects when the dialog has gone. */
  readonly wait: (ms: number) => Promise<void>
  readonly now: () => number
  readonly tell: (progress: Progress) => void
  /** Next's word for an action that this build of the console does not know. */
  readonly isOutdated: (cause: unknown) => boolean
}

export const FOLLOW_EVERY_MS = 1_000
/** A recorded call is settled or abandoned 10 s after its record; past this the receipt tells the rest. */
export const PENDING_FOR_MS = 15_000

export async function confirmWrite(ports: ConfirmPorts, operationId: string): Promise<Ending> {
  // Once it was sent, whether it arrived is known only after UNRECORDED_AFTER_MS: then it had better not be.
  if (ports.isOffline()) return failed({ code: 'offline' })
  ports.tell('sending')
  let answer: WriteAnswer
  try {
    answer = await ports.send()
  } catch (cause) {
    if (ports.isOutdated(cause)) return failed({ code: 'console_updated' })
    return follow(ports, operationId, { lost: true, failure: { code: 'never_recorded' }, attempt: null })
  }
  if (answer.ok) return afterReceipt(ports, answer.value)
  if (answer.error.code === 'internal')
    return follow(ports, operationId, { lost: false, failure: answer.error, attempt: null })
  return failed(answer.error)
}

function afterReceipt(ports: ConfirmPorts, receipt: WriteReceipt): Promise<Ending> | Ending {
  if (!receipt.stored) return { kind: 'unstored', receipt }
  const ended = endedWithoutEffect({ ...receipt, id: receipt.operationId })
  if (ended !== null) return failed(ended)
  if (receipt.state === 'succeeded' || receipt.state === 'scheduled')
    return { kind: 'arrived', operationId: receipt.operationId }
  // Of a joined request this is the other operator's operation.
  return follow(ports, receipt.operationId, { lost: false, failure: null, attempt: receipt.attempt ?? null })
}

type Lead = {
  readonly lost: boolean
  /** What it means when the console has no such operation. Null: it is being prepared and will be there. */
  readonly failure: WriteFailure | null
  /** The attempt that is being prepared, where the answer named it. */
  readonly attempt: string | null
}

async function follow(ports: ConfirmPorts, operationId: string, lead: Lead): Promise<Ending> {
  const startedAt = ports.now()
  let pendingSince: number | null = null
  for (;;) {
    const seen = await look(ports, operationId)
    const waitedMs = ports.now() - startedAt
    if (seen.kind === 'found') {
      pendingSince ??= ports.now()
      const ending = endingOf(seen.operation, ports.now() - pendingSince)
      if (ending !== null) return ending
      ports.tell('waiting_for_answer')
    } else {
      const ending = endingUnseen(seen, { operationId, lead, waitedMs })
      if (ending !== null) return ending
      ports.tell(progressOf(seen.kind, lead))
    }
    await ports.wait(FOLLOW_EVERY_MS)
  }
}

type Unseen =
  /** `refusal`: how the attempt of that name ended, in the process that was asked. */
  { kind: 'not_recorded'; attempt: string | null; refusal: ConfirmRefusal | null } | { kind: 'signed_out' | 'silent' }
type Sight = { kind: 'found'; operation: OperationDetail } | Unseen

async function look(ports: ConfirmPorts, operationId: string): Promise<Sight> {
  try {
    return { kind: 'found', operation: await ports.read(operationId) }
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause
    if (cause.status === 404 && cause.code === 'not_found') return { kind: 'not_recorded', ...endIn(cause.members) }
    return { kind: cause.status === 401 ? 'signed_out' : 'silent' }
  }
}

/** Our own API's word, as every answer of it is taken. */
function endIn(members: ApiError['members']): { attempt: string | null; refusal: ConfirmRefusal | null } {
  const { attempt, refusal } = members as { attempt?: string; refusal?: ConfirmRefusal }
  return { attempt: attempt ?? null, refusal: refusal ?? null }
}

function endingOf(operation: OperationDetail, pendingMs: number): Ending | null {
  if (operation.unstored !== null) return { kind: 'unstored', receipt: operation.unstored }
  const ended = endedWithoutEffect(operation)
  if (ended !== null) return failed(ended)
  if (operation.state === 'pending' && pendingMs < PENDING_FOR_MS) return null
  return { kind: 'arrived', operationId: operation.id }
}

function endingUnseen(
  seen: Unseen,
  { operationId, lead, waitedMs }: { operationId: string; lead: Lead; waitedMs: number },
): Ending | null {
  const isOverdue = waitedMs >= UNRECORDED_AFTER_MS
  switch (seen.kind) {
    case 'signed_out':
      return failed({ code: 'session_ended', operationId })
    case 'silent':
      return isOverdue ? failed({ code: 'no_word', operationId }) : null
    case 'not_recorded':
      // An action that has answered will record nothing any more; one whose answer was lost may be at it.
      if (lead.failure !== null && !lead.lost) return failed(lead.failure)
      if (seen.refusal !== null && lead.attempt !== null && seen.attempt === lead.attempt) return failed(seen.refusal)
      return isOverdue ? failed(lead.failure ?? { code: 'never_recorded' }) : null
  }
}

function progressOf(kind: Unseen['kind'], { lost }: Lead): Progress {
  if (kind === 'silent') return 'console_silent'
  return lost ? 'looking' : 'waiting_for_call'
}

function endedWithoutEffect(
  operation: Pick<
    OperationDetail,
    'id' | 'state' | 'requestId' | 'httpStatus' | 'cloudCode' | 'cloudMessage' | 'recommend' | 'cause'
  >,
): EndedWithoutEffect | null {
  const { id: operationId, state, requestId, httpStatus, cloudCode, cloudMessage, recommend, cause } = operation
  switch (state) {
    case 'refused':
      return { code: 'cloud_refused', operationId, requestId, httpStatus, cloudCode, cloudMessage, recommend }
    case 'not_sent':
      return { code: 'not_sent', operationId, cause }
    case 'not_done':
      return { code: 'not_done', operationId }
    case 'pending':
    case 'unknown':
    case 'needs_human':
    case 'succeeded':
    case 'scheduled':
    case 'cancelled':
      return null
  }
}

function failed(failure: WriteFailure): Ending {
  return { kind: 'failed', failure }
}

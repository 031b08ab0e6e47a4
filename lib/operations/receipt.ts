import type { OperationKind, OperationState } from './state.ts'

/** What confirming a dialog comes back with: enough to close it truthfully, or to say why it stays open. */
export type WriteReceipt = {
  operationId: string
  kind: OperationKind
  identifier: string
  state: OperationState
  requestId: string | null
  httpStatus: number | null
  cloudCode: string | null
  cloudMessage: string | null
  recommend: string | null
  cause: string | null
  /** The call was somebody else's, or an earlier one. */
  joined: boolean
  /** False: the vendor answered, but the answer could not be stored. Copy the RequestId now. */
  stored: boolean
  /** Of one that is still being prepared: tells its end from that of an earlier attempt under the same id. */
  attempt?: string
}

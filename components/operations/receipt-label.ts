import type { OperationDetail } from '#lib/operations/operation.ts'

/** What a receipt is called: *Revocation receipt*, *Deletion receipt*, or *Deletion scheduled* while it waits. */
export function receiptLabel({ kind, state }: Pick<OperationDetail, 'kind' | 'state'>) {
  return state === 'scheduled' ? 'scheduled' : kind
}

'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { acknowledgeOperation } from './server/acknowledge.ts'
import { cancelDeletion } from './server/cancel.ts'
import { settleOperation } from './server/settle.ts'

export async function settleOperationAction(raw: unknown) {
  return runAction(settleOperation, raw)
}

export async function cancelDeletionAction(raw: unknown) {
  return runAction(cancelDeletion, raw)
}

export async function acknowledgeOperationAction(raw: unknown) {
  return runAction(acknowledgeOperation, raw)
}

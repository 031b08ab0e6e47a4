'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { settleOperation } from './server/settle.ts'

export async function settleOperationAction(raw: unknown) {
  return runAction(settleOperation, raw)
}

'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { buryMissing, keepMissing } from './server/decide-missing.ts'
import { runSync } from './server/run.ts'

export async function runSyncAction(raw: unknown) {
  return runAction(runSync, raw)
}

export async function buryMissingAction(raw: unknown) {
  return runAction(buryMissing, raw)
}

export async function keepMissingAction(raw: unknown) {
  return runAction(keepMissing, raw)
}

'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { runSync } from './server/run.ts'

export async function runSyncAction(raw: unknown) {
  return runAction(runSync, raw)
}

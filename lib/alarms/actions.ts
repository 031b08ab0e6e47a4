'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { acknowledgeAlarm } from './server/acknowledge.ts'

export async function acknowledgeAlarmAction(raw: unknown) {
  return runAction(acknowledgeAlarm, raw)
}

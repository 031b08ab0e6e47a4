'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { verifyAudit } from './server/verify.ts'

export async function verifyAuditAction(raw: unknown) {
  return runAction(verifyAudit, raw)
}

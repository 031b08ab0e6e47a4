'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { removeCertificate } from './server/remove.ts'
import { revokeCertificate } from './server/revoke.ts'
import { scheduleDeletion } from './server/schedule-deletion.ts'

export async function revokeCertificateAction(raw: unknown) {
  return runAction(revokeCertificate, raw)
}

export async function removeCertificateAction(raw: unknown) {
  return runAction(removeCertificate, raw)
}

export async function scheduleDeletionAction(raw: unknown) {
  return runAction(scheduleDeletion, raw)
}

'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { removeCertificate } from './server/remove.ts'
import { revokeCertificate } from './server/revoke.ts'

export async function revokeCertificateAction(raw: unknown) {
  return runAction(revokeCertificate, raw)
}

export async function removeCertificateAction(raw: unknown) {
  return runAction(removeCertificate, raw)
}

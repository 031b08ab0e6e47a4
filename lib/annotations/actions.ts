'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { annotateCertificate } from './server/annotate.ts'

export async function annotateCertificateAction(raw: unknown) {
  return runAction(annotateCertificate, raw)
}

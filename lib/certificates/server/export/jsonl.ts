import 'server-only'
import { inertJson } from '#lib/audit/server/record-bytes.ts'
import { partialWords, type ExportForm } from './form.ts'

/** An object a line: one header, a certificate each, one trailer. */
export function jsonlForm(): ExportForm {
  return {
    head: (facts) => `{"header":${inertJson(facts)}}\n`,
    certificate: (certificate) => `{"certificate":${inertJson(certificate)}}\n`,
    lacks: () => ({}),
    trailer: (signed) => `${signed}\n`,
    partial: (rows) => `${inertJson({ partial: partialWords(rows) })}\n`,
  }
}

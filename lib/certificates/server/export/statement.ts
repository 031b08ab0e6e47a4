import 'server-only'
import type { AuditKey } from '#lib/audit/server/audit-key.ts'
import { inertJson } from '#lib/audit/server/record-bytes.ts'
import type { Json } from '#lib/core/canonical-json.ts'

/** The version of the trailer's form. */
const TRAILER_VERSION = 1

/**
 * What the key says about a file, in one line: of what it is, how many certificates it holds, and the SHA-256 of every byte
 * before the line in which this stands.
 */
export function signedTrailer(key: AuditKey, said: { readonly [name: string]: Json }): string {
  // In a PEM file five dashes would be a boundary. In JSON they can only stand inside of strings.
  const statement = inertJson({ ...said, v: TRAILER_VERSION, keyId: key.id }).replaceAll(/-{5,}/g, (dashes) =>
    '\\u002d'.repeat(dashes.length),
  )
  return `{"trailer":${statement},"publicKey":"${key.publicKey}","signature":"${key.sign('inventory', statement)}"}`
}

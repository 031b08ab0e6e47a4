import 'server-only'
import { z } from 'zod'
import { canonicalJson, type Json } from '#lib/core/canonical-json.ts'
import type { AuditRecord } from '../record.ts'

// Controls (C1 among them, which a terminal obeys), formats (bidi overrides) and the separators that some readers
// take for line ends. In JSON they can only stand inside strings, so writing them as escapes changes no value.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * The bytes that are stored and hashed. Made once, when the event is recorded; whoever checks a hash takes the stored
 * bytes as they are.
 */
export function recordBytes(record: AuditRecord): string {
  return inertJson(record)
}

/** Canonical JSON on one line without anything that a terminal or an editor obeys, whatever the texts in it hold. */
export function inertJson(value: Json): string {
  return canonicalJson(value).replaceAll(unsafe, escaped)
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

const storedRecord = z.object({
  sequence: z.number(),
  at: z.string(),
  actor: z.object({
    label: z.string(),
    role: z.string().optional(),
    session: z.string().optional(),
    via: z.string().optional(),
  }),
  address: z.string().nullable(),
  action: z.string(),
  outcome: z.string(),
  target: z.object({ identifier: z.string(), serialNumber: z.string(), commonName: z.string() }).nullable(),
  requestId: z.string().nullable(),
  operationId: z.string().nullable(),
  reason: z.string().nullable(),
  ticket: z.string().nullable(),
  comment: z.string().nullable(),
  correlationId: z.string(),
})
/** A record as it is read back: an older or a newer build may have written it, so its vocabulary is text. */
export type StoredRecord = z.infer<typeof storedRecord>

/** Null when the bytes are not a record any more: verifying says so, and reading the others goes on. */
export function parseRecord(bytes: string): StoredRecord | null {
  try {
    return storedRecord.safeParse(JSON.parse(bytes)).data ?? null
  } catch {
    return null
  }
}

import 'server-only'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson, type Json } from '#lib/core/canonical-json.ts'

/** A place between two rows of a sorted list, and which way to read from there. */
export type Cursor = {
  direction: 'after' | 'before'
  /** What the row at that place holds in the sorted column. */
  value: string | number | null
  identifier: string
}

/** PostgreSQL has no U+0000 in text: it fails instead of finding nothing. */
const text = z.string().refine((value) => !value.includes('\u0000'))

const content = z.tuple([z.enum(['a', 'b']), z.string(), z.union([text, z.int(), z.null()]), text.min(1).max(256)])

/** Opaque to callers. It is bound to its filter and sort order: under another one it would silently skip rows. */
export function encodeCursor(cursor: Cursor, boundTo: Json): string {
  const { direction, value, identifier } = cursor
  const tuple = [direction === 'after' ? 'a' : 'b', bindingOf(boundTo), value, identifier]
  return Buffer.from(JSON.stringify(tuple)).toString('base64url')
}

/** Null when it is no cursor, or one of another filter or sort order. */
export function decodeCursor(encoded: string, boundTo: Json): Cursor | null {
  const parsed = content.safeParse(parseJson(Buffer.from(encoded, 'base64url').toString('utf8')))
  if (!parsed.success) return null
  const [direction, binding, value, identifier] = parsed.data
  if (binding !== bindingOf(boundTo)) return null
  return { direction: direction === 'a' ? 'after' : 'before', value, identifier }
}

function bindingOf(boundTo: Json): string {
  return createHash('sha256').update(canonicalJson(boundTo)).digest('base64url').slice(0, 16)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

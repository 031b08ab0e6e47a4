// Keyset paging (no OFFSET: rows come and go while somebody turns pages). A cursor is the sort key of the row at a
// page's edge and the direction to read on from it; `of` binds it to the order and filter that it was made for.

export type Cursor = {
  readonly direction: 'next' | 'previous'
  readonly of: string
  readonly key: readonly (string | number | null)[]
}

/** Opaque to whoever holds it: base64url of UTF-8 JSON. Not a secret and not signed; it can only choose a place. */
export function encodeCursor(cursor: Cursor): string {
  const json = JSON.stringify([cursor.direction === 'next' ? 'n' : 'p', cursor.of, ...cursor.key])
  const binary = Array.from(new TextEncoder().encode(json), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Null when it is not a cursor, or one of another order or filter. */
export function decodeCursor(text: string, of: string): Cursor | null {
  const parts = parse(text)
  if (!Array.isArray(parts)) return null
  const [direction, madeFor, ...key] = parts as unknown[]
  if ((direction !== 'n' && direction !== 'p') || madeFor !== of || !key.every(isKeyPart)) return null
  return { direction: direction === 'n' ? 'next' : 'previous', of, key }
}

/** What a column can hold: PostgreSQL fails on a fraction where it keeps integers, and on U+0000 in a text. */
function isKeyPart(part: unknown): part is string | number | null {
  return part === null || (typeof part === 'string' && !part.includes('\u0000')) || Number.isSafeInteger(part)
}

/** Whether a cursor holds what the sorted columns hold. */
export function hasKeyOf(cursor: Cursor | null, types: readonly ('string' | 'number')[]): cursor is Cursor {
  return (
    cursor !== null &&
    cursor.key.length === types.length &&
    types.every((type, index) => typeof cursor.key[index] === type)
  )
}

function parse(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

/** One page out of what a keyset query gave: it was asked for one row more than `limit`. */
export function pageOf<Row>(
  rows: readonly Row[],
  page: { cursor: Cursor | null; limit: number; of: string; keyOf: (row: Row) => Cursor['key'] },
): { rows: Row[]; nextCursor: string | null; previousCursor: string | null } {
  const isBackward = page.cursor?.direction === 'previous'
  const hasMore = rows.length > page.limit
  const kept = rows.slice(0, page.limit)
  if (isBackward) kept.reverse()
  const first = kept.at(0)
  const last = kept.at(-1)
  const cursor = (direction: 'next' | 'previous', row: Row) =>
    encodeCursor({ direction, of: page.of, key: page.keyOf(row) })
  const hasNext = isBackward || hasMore
  const hasPrevious = isBackward ? hasMore : page.cursor !== null
  return {
    rows: kept,
    nextCursor: hasNext && last !== undefined ? cursor('next', last) : null,
    previousCursor: hasPrevious && first !== undefined ? cursor('previous', first) : null,
  }
}

import { createHash } from 'node:crypto'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import type { ListFilter, ListPlace } from '../store/certificate-lists.ts'

const PATTERN = /^(\d{1,15})\.(\d{1,15})\.([\w-]{11})$/

/** The place behind a row, with a digest of the filter: a token goes on with the list that gave it, and no other. */
export function tokenOf({ modifiedAt, id }: ListPlace, filter: ListFilter): string {
  return Buffer.from(`${modifiedAt}.${id}.${digestOf(filter)}`).toString('base64url')
}

/** Null: no token of ours, or another list's. */
export function placeOf(token: string, filter: ListFilter): ListPlace | null {
  const [, modifiedAt, id, digest] = PATTERN.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? []
  return digest === digestOf(filter) ? { modifiedAt: Number(modifiedAt), id: Number(id) } : null
}

function digestOf(filter: ListFilter): string {
  return createHash('sha256').update(canonicalJson(filter)).digest('base64url').slice(0, 11)
}

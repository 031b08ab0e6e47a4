import type { QueryField } from './query.ts'

/** Every field in the order in which it is offered. */
export const queryFields = [
  'status',
  'type',
  'ca',
  'expires',
  'cn',
  'san',
  'subject',
  'serial',
  'algorithm',
  'key',
  'signature',
  'alias',
  'custom',
  'id',
  'sha256',
  'sha1',
  'md5',
  'spki',
  'request',
  'issued',
  'revoked',
  'seen',
  'crl',
  'replacement',
  'operation',
  'owner',
  'tag',
  'note',
] as const satisfies readonly Exclude<QueryField, 'text'>[]
export type NamedField = (typeof queryFields)[number]

const aliases: Readonly<Record<string, NamedField>> = {
  dn: 'subject',
  name: 'cn',
  identifier: 'id',
  fingerprint: 'sha256',
  issuer: 'ca',
  expiry: 'expires',
  created: 'issued',
}

export const fieldNames: readonly string[] = [...queryFields, ...Object.keys(aliases)]

/** The field of a name in lower case. */
export function fieldOf(name: string): NamedField | null {
  return queryFields.find((field) => field === name) ?? (Object.hasOwn(aliases, name) ? (aliases[name] ?? null) : null)
}

/** Fields that know more and less. */
export function isOrdered(field: NamedField): boolean {
  return /^(?:key|expires|issued|revoked|seen)$/.test(field)
}

/** Fields of several values at once, with commas between them. */
export function takesSeveral(field: NamedField): field is 'status' | 'type' | 'ca' | 'algorithm' {
  return /^(?:status|type|ca|algorithm)$/.test(field)
}

/** `CN=`, `serial=`, `SHA256 Fingerprint=`: so do tools write names and digests; that is a text to look for. */
export function isWrittenByTools(name: string): boolean {
  return /^(?:cn|dn|subject|issuer|serial|sha256|sha1|md5|fingerprint)$/.test(name)
}

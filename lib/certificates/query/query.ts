import type { CertificateType } from '../schema.ts'
import type { StatusFilter } from '../status.ts'

// The typed query of the certificate list: `status:revoked ca:"Payments CA" expires<30d -type:server`. This room owns
// what may be typed, what it means and how it is written back; it asks no store, and refuses to guess: what could be a
// mistyped field is an error with its place, not a text that nothing matches.

/** UTF-16 offsets into the typed text; `to` is behind the last. */
export type Span = { from: number; to: number }

/** No `and` stands right in an `and`, no `or` in an `or`, and each has two parts or more. */
export type QueryNode =
  { kind: 'and' | 'or'; parts: QueryNode[]; span: Span } | { kind: 'not'; part: QueryNode; span: Span } | QueryTerm

export type QueryTerm = { kind: 'term'; condition: QueryCondition; span: Span }

/** `ahead` is now + ms, `ago` is now - ms, `at` is epoch ms. */
export type Moment = { kind: 'ago' | 'ahead'; ms: number } | { kind: 'instant'; at: number }

export type QueryCondition =
  /** What the search box means by a text without a field. */
  | { field: 'text'; text: string }
  | { field: 'status'; values: StatusFilter[] }
  | { field: 'type'; values: CertificateType[] }
  /** Each a CA's Identifier, or its whole name in any case. */
  | { field: 'ca'; values: string[] }
  /** `RSA`, or with the size `RSA_2048`. */
  | { field: 'algorithm'; values: string[] }
  /** Bits, both inclusive. */
  | { field: 'key'; from: number | null; to: number | null }
  | { field: TextField; text: string }
  /** `from` inclusive, `to` exclusive. */
  | TimeCondition
  | { field: PresenceField; is: 'none' | 'some' }

/** Of owner and tags only that there are none is said so. */
export type PresenceField = 'crl' | 'replacement' | 'operation' | 'owner' | 'tag'

export type TextField =
  | 'cn'
  | 'san'
  | 'subject'
  | 'alias'
  | 'custom'
  | 'serial'
  | 'id'
  | 'sha256'
  | 'sha1'
  | 'md5'
  /** SHA-256 of the public key (SubjectPublicKeyInfo, RFC 5280, 4.1.2.7). */
  | 'spki'
  | 'request'
  | 'signature'
  | 'owner'
  | 'tag'
  | 'note'

export type TimeField = 'expires' | 'issued' | 'revoked' | 'seen'

export type TimeCondition = { field: TimeField; from: Moment | 'now' | null; to: Moment | null }

export type QueryField = QueryCondition['field']

export type QueryErrorCode =
  | 'unknown_field'
  | 'unknown_value'
  | 'missing_value'
  | 'not_a_date'
  | 'not_a_number'
  | 'operator'
  | 'unclosed_quote'
  | 'unclosed_parenthesis'
  | 'unexpected'
  | 'missing_left'
  | 'missing_operand'
  | 'private_key'
  | 'too_deep'
  | 'too_many'

/** `word` is what stands at the place; a `suggestion` is what to write there instead. */
export type QueryError = { code: QueryErrorCode; span: Span; word: string; suggestion?: string }

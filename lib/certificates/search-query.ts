import { searchText } from './search-text.ts'

/** Below this the text part is not searched: one Latin letter matches everything and means nothing. */
const MIN_TEXT_LENGTH = 2
/** Fewer hex digits than this are a word, not the end of a serial. */
const MIN_HEX_LENGTH = 4
/** From here on, hex digits are looked for inside a serial and at the start of a fingerprint; shorter only at a serial's ends. */
const UNMISTAKABLE_HEX_LENGTH = 8
/** Longer names than this do not exist in a subject (RFC 5280: 64 for a common name; a SAN may be longer). */
const MAX_TEXT_LENGTH = 300

const SHA256_DIGITS = 64

const SHA1_DIGITS = 40
const MD5_DIGITS = 32

/**
 * What a text that is searched for was understood as. `terms` are alternatives: a certificate matches when any of them
 * does. PEM stands for the certificates in it (a whole chain may be pasted), and what `openssl x509` has printed for the
 * serials and fingerprints in it.
 */
export type SearchQuery =
  | { kind: 'empty' }
  | { kind: 'too_short'; minLength: number }
  | { kind: 'pem'; base64: string[] }
  | { kind: 'printed'; terms: PrintedTerm[] }
  | { kind: 'terms'; terms: SearchTerm[] }

export type SearchTerm =
  /** Part of a common name, SAN, subject, alias or custom identifier; already in the form of searchText. */
  | { field: 'text'; text: string }
  /** The vendor's Identifier, exactly, as typed and in lower case. */
  | { field: 'identifier'; values: string[] }
  /** The RequestId of an operation on it. */
  | { field: 'request'; values: string[] }
  /** A serial or part of one: lower-case hex without separators or leading zeros. `dead` is sought at the ends only. */
  | { field: 'serial'; hex: string; at: 'ends' | 'anywhere' | 'whole' }
  /** A whole SHA-256 fingerprint, or its beginning. */
  | { field: 'sha256'; hex: string; isWhole: boolean }
  | { field: 'sha1' | 'md5'; hex: string }

/** Serials are whole ones, and so are fingerprints. */
export type PrintedTerm = Extract<SearchTerm, { field: 'serial' | 'sha256' | 'sha1' | 'md5' }>

/** Reads the search box. Pure, and safe for any text. */
export function understandSearch(raw: string): SearchQuery {
  const base64 = pemsIn(raw)
  if (base64.length > 0) return { kind: 'pem', base64 }
  const printed = printedTerms(raw)
  if (printed.length > 0) return { kind: 'printed', terms: printed }
  const text = searchText(raw)
  if (text === '') return { kind: 'empty' }
  const terms = [
    ...identifierTerms(raw),
    ...requestTerms(raw),
    ...hexTerms(text),
    ...decimalTerms(text),
    ...textTerms(text),
  ]
  return terms.length === 0 ? { kind: 'too_short', minLength: MIN_TEXT_LENGTH } : { kind: 'terms', terms }
}

function pemsIn(raw: string): string[] {
  const bodies = raw.matchAll(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g)
  return distinct([...bodies].map(([, body = '']) => body.replaceAll(/\s/g, '')))
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}

/** `Serial Number:` with the digits below it or as `4660 (0x1234)`, and what `-serial` and `-fingerprint` print. */
const PRINTED =
  /(?:serial(?: number:|=)|(sha256|sha1|md5) fingerprint=)\s*(?:\d+ \(0x([0-9a-f]+)\)|((?:[0-9a-f]{2}:?)*[0-9a-f]{2}))/gi
const DIGITS = { sha256: SHA256_DIGITS, sha1: SHA1_DIGITS, md5: MD5_DIGITS }

/** Whatever has become of its line ends: a box of one line has none. */
function printedTerms(raw: string): PrintedTerm[] {
  const labels = raw.match(/Certificate:\s|Serial Number:|(?:subject|issuer|serial|notBefore|notAfter|Fingerprint)=/gi)
  if (labels === null || labels.length < 2) return []
  const terms = [...raw.matchAll(PRINTED)].flatMap(([, kind, few, many = '']): PrintedTerm[] => {
    const hex = (few ?? many).replaceAll(':', '').toLowerCase()
    if (kind === undefined)
      return /^0*$/.test(hex) ? [] : [{ field: 'serial', hex: hex.replace(/^0+/, ''), at: 'whole' }]
    const field = kind.toLowerCase() as keyof typeof DIGITS
    if (hex.length !== DIGITS[field]) return []
    return [field === 'sha256' ? { field, hex, isWhole: true } : { field, hex }]
  })
  return [...new Map(terms.map((term) => [JSON.stringify(term), term])).values()]
}

function textTerms(written: string): SearchTerm[] {
  const text = nameIn(written) ?? written
  if (!isLongEnough(text)) return []
  return [{ field: 'text', text: Array.from(text).slice(0, MAX_TEXT_LENGTH).join('').trimEnd() }]
}

/** The common name in a subject as openssl prints it, whose blanks no stored subject has. */
function nameIn(text: string): string | undefined {
  return /^(?:subject=|(?=.* = )).*?\bcn ?= ?([^,/+]+)/.exec(text)?.[1]?.trim()
}

/** One Han character says as much as a word, so outside ASCII one is enough. */
function isLongEnough(text: string): boolean {
  return Array.from(text).length >= MIN_TEXT_LENGTH || /[^\u0000-\u007f]/u.test(text)
}

/** Identifiers are opaque: 32 hex digits and UUIDs have been seen. They hold no blanks. */
function identifierTerms(raw: string): SearchTerm[] {
  const typed = raw.trim()
  if (!/^[\w.-]{8,128}$/.test(typed)) return []
  const lower = typed.toLowerCase()
  return [{ field: 'identifier', values: lower === typed ? [typed] : [typed, lower] }]
}

/** RequestIds of the vendor are UUIDs in capitals; a copy may have lost them. */
function requestTerms(raw: string): SearchTerm[] {
  const typed = raw.trim()
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(typed)) return []
  return [{ field: 'request', values: distinct([typed, typed.toUpperCase()]) }]
}

/**
 * `9C:41:AD`, `9c 41 ad`, `0x9C41AD`, `serial=009C41AD`, `SHA256 Fingerprint=9C:41:…`: tools write the same bytes in
 * many ways, and some put a zero byte before a serial whose first bit is set.
 */
function hexTerms(text: string): SearchTerm[] {
  const hex = withoutNotation(text)
  if (!/^[0-9a-f]+$/.test(hex) || hex.length < MIN_HEX_LENGTH || hex.length > SHA256_DIGITS) return []
  if (hex.length === SHA256_DIGITS) return [{ field: 'sha256', hex, isWhole: true }]
  const serial = hex.replace(/^0+/, '')
  if (serial.length < MIN_HEX_LENGTH) return []
  if (hex.length < UNMISTAKABLE_HEX_LENGTH) return [{ field: 'serial', hex: serial, at: 'ends' }]
  return [
    { field: 'serial', hex: serial, at: serial.length < UNMISTAKABLE_HEX_LENGTH ? 'ends' : 'anywhere' },
    { field: 'sha256', hex, isWhole: false },
    ...(hex.length === SHA1_DIGITS ? [{ field: 'sha1' as const, hex }] : []),
    ...(hex.length === MD5_DIGITS ? [{ field: 'md5' as const, hex }] : []),
  ]
}

/** Twenty octets (RFC 5280, 4.1.2.2) have no more. */
const MAX_DECIMAL_DIGITS = 49

/** A whole serial as a number, which some tools print and logs hold. */
function decimalTerms(text: string): SearchTerm[] {
  const [, digits = ''] = /^(?:serial(?: ?number)?\s*[:=]?\s*)?(\d+)$/.exec(text) ?? []
  if (digits.length < MIN_HEX_LENGTH || digits.length > MAX_DECIMAL_DIGITS) return []
  return [{ field: 'serial', hex: BigInt(digits).toString(16), at: 'whole' }]
}

function withoutNotation(text: string): string {
  return text
    .replace(/^(?:serial(?: ?number)?|(?:sha-?256|sha-?1|md5)(?: fingerprint)?)\s*[:=]?\s*/, '')
    .replace(/^0x/, '')
    .replaceAll(/[\s:-]/g, '')
}

/**
 * What to look for in the search lines of a record (an operation, an audit event): the text, and the serial that it
 * may be. Empty when nothing was typed.
 */
export function needlesOf(raw: string): string[] {
  const text = searchText(raw)
  if (text === '') return []
  const hex = withoutNotation(text)
  const serial = /^[0-9a-f]+$/.test(hex) ? hex.replace(/^0+/, '') : ''
  return serial.length < MIN_HEX_LENGTH || serial === text ? [text] : [text, serial]
}

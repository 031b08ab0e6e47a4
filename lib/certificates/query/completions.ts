import { hidesCharacters } from '#lib/core/text.ts'
import { certificateTypes } from '../schema.ts'
import { statusFilters } from '../status.ts'
import { asciiOf, isBlank } from './characters.ts'
import { fieldOf, queryFields, takesSeveral, type NamedField } from './fields.ts'
import type { NamedCa } from './filter-query.ts'
import { formatValue } from './format.ts'
import type { Span } from './query.ts'

/** `insert` stands in the place of the span; `label` is for the eye and may be a name that somebody else chose. */
export type Completion = { insert: string; label: string; kind: 'field' | 'value' | 'ca' }
/** `field` is the one whose values the options are; null of fields themselves. */
export type Completions = { span: Span; field: NamedField | null; options: Completion[] }

/** What there is to be offered. */
export type KnownValues = {
  readonly cas: readonly NamedCa[]
  /** `RSA_2048`: the keys that there are. */
  readonly algorithms?: readonly string[]
}

const values: Partial<Record<NamedField, readonly string[]>> = {
  status: statusFilters,
  type: certificateTypes,
  crl: ['none', 'yes'],
  replacement: ['none', 'yes'],
  operation: ['none', 'yes'],
  owner: ['none'],
  tag: ['none'],
  expires: ['7d', '30d', '90d', '1y'],
  issued: ['1d', '7d', '30d', '1y'],
  revoked: ['1d', '7d', '30d', '1y'],
  seen: ['1d', '7d', '30d'],
  key: ['2048', '3072', '4096'],
  signature: ['SHA1', 'SHA256', 'SM3'],
}

/** What may be typed at the caret: the beginnings of fields, and behind a field its values. */
export function completionsAt(text: string, caret: number, known: KnownValues): Completions {
  const none = { span: { from: caret, to: caret }, field: null, options: [] }
  const next = text.charAt(caret)
  const word = next === '' || isBlank(next) || asciiOf(next) === ')' ? wordBefore(text, caret) : null
  if (word === null) return none
  const span = { from: word.from, to: caret }
  const typed = text.slice(word.from, caret)
  if (word.field !== null) return { span, field: word.field, options: valuesFor(word.field, typed, word.used, known) }
  const start = Array.from(typed, asciiOf).join('').toLowerCase()
  const options = queryFields
    .filter((field) => field.startsWith(start))
    .map((field): Completion => ({ insert: `${field}${operatorOf(field)}`, label: field, kind: 'field' }))
  return { span, field: null, options }
}

/** What is asked of a time most often is how soon it comes, or how long ago it was. */
function operatorOf(field: NamedField): string {
  return /^(?:expires|issued|revoked|seen)$/.test(field) ? '<' : ':'
}

function valuesFor(field: NamedField, typed: string, used: readonly string[], known: KnownValues): Completion[] {
  const start = typed.replace(/^["“”＂]/, '').toLowerCase()
  if (field === 'ca') return authorities(start, known.cas)
  const all = field === 'algorithm' ? (known.algorithms ?? []) : (values[field] ?? [])
  return all
    .filter((value) => value.toLowerCase().startsWith(start) && !used.includes(value))
    .map((value) => ({ insert: value, label: value, kind: 'value' }))
}

/** A name that several have says too little, and one with hidden characters lies: the Identifier stands for it then. */
function authorities(start: string, cas: readonly NamedCa[]): Completion[] {
  return cas
    .filter(({ name, identifier }) => [name ?? '', identifier].some((word) => word.toLowerCase().includes(start)))
    .map(({ name, identifier }) => {
      return {
        insert: formatValue('ca', writableName({ name, identifier }, cas)),
        label: name ?? identifier,
        kind: 'ca',
      }
    })
}

/** What an authority is typed as. */
export function writableName({ name, identifier }: NamedCa, cas: readonly NamedCa[]): string {
  if (name === null || name.trim() === '' || hidesCharacters(name)) return identifier
  return cas.filter((other) => other.name === name).length === 1 ? name : identifier
}

type Word = {
  from: number
  /** The field whose value the word is. */
  field: NamedField | null
  /** Values that stand before it already. */
  used: string[]
}

/** The word that ends at the caret, read from the beginning: a blank in quotation marks ends none. */
function wordBefore(text: string, caret: number): Word {
  let word: Word = { from: 0, field: null, used: [] }
  let group: NamedField | null = null
  let isQuoted = false
  for (let at = 0; at < caret; at++) {
    const sign = asciiOf(text.charAt(at))
    if (isQuoted) {
      if (sign === '\\') at++
      else if (sign === '"') isQuoted = false
    } else if (sign === '"' && at === word.from) isQuoted = true
    else if (isBlank(sign) && at === word.from && word.field !== null) word = { ...word, from: at + 1 }
    else if (isBlank(sign)) word = { from: at + 1, field: group, used: group === null ? [] : word.used }
    else if (sign === ')') group = null
    else if (sign === '(' && at === word.from) {
      group = word.field
      word = { ...word, from: at + 1 }
    } else if (sign === '-' && at === word.from && word.field === null) word = { ...word, from: at + 1 }
    else if (sign === ',' && word.field !== null && takesSeveral(word.field)) {
      word = { ...word, from: at + 1, used: [...word.used, text.slice(word.from, at).toLowerCase()] }
    } else if (/[:<>=]/.test(sign)) word = behindOperator(text, at, word)
  }
  return word
}

function behindOperator(text: string, at: number, word: Word): Word {
  if (word.field !== null) return at === word.from ? { ...word, from: at + 1 } : word
  const name = Array.from(text.slice(word.from, at), asciiOf).join('').toLowerCase()
  const field = name.length > 16 ? null : fieldOf(name)
  return field === null ? word : { from: at + 1, field, used: [] }
}

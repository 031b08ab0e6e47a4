import { isBlank } from './characters.ts'
import { fieldNames, fieldOf, isOrdered, isWrittenByTools, type NamedField } from './fields.ts'
import type { Operator } from './moment.ts'
import type { Span } from './query.ts'
import { fail, signAt, type Source } from './source.ts'
import { nearest } from './spelling.ts'

const MAX_NAME_LENGTH = 16

/** A field's name and operator: `expires<=`. */
export type Head = { field: NamedField; operator: Operator; span: Span; operatorSpan: Span }

/**
 * The head that begins here; null for a text, whatever colons it holds (a serial, a URI, an IPv6 address). What looks
 * like a mistyped name fails. `before` is the word before in the same text.
 */
export function headAt(source: Source, before: string): Head | null {
  const name = nameAt(source)
  const behind = source.at + name.length
  const field = fieldOf(name)
  const operatorSpan = operatorAt(source, field === null || !isOrdered(field) ? behind : behindBlanks(source, behind))
  if (operatorSpan === null) return null
  const operator = sliceOf(source, operatorSpan)
  if (field === null) return failIfMistyped(source, name, operatorSpan, operator)
  if (operator === '=' && isWrittenByTools(name)) return null
  if (name === 'fingerprint' && /^(?:sha-?\d+|md5)$/i.test(before)) return null
  if (name === 'ca' && isBytes(source)) return null
  const meant = operator === '=' ? ':' : operator.replace(/^:(?=.)/, '')
  return { field, operator: meant as Operator, span: { from: source.at, to: operatorSpan.to }, operatorSpan }
}

/** The letters and digits here, in ASCII and lower case. */
function nameAt(source: Source): string {
  let name = ''
  while (name.length <= MAX_NAME_LENGTH) {
    const sign = signAt(source, source.at + name.length)
    if (!/^[a-z\d]$/i.test(sign)) break
    name += sign.toLowerCase()
  }
  return name
}

/** `expires < 30d` is meant as it is without blanks; a colon behind a blank is part of a text. */
function behindBlanks(source: Source, from: number): number {
  let at = from
  while (isBlank(source.text.charAt(at))) at++
  return '<>'.includes(signAt(source, at) || ' ') ? at : from
}

function operatorAt(source: Source, from: number): Span | null {
  let to = from
  if (signAt(source, to) === ':') to++
  if ('<>'.includes(signAt(source, to) || ' ')) to++
  if (to === from || signAt(source, to - 1) !== ':') {
    if (signAt(source, to) === '=') to++
  }
  return to === from ? null : { from, to }
}

function sliceOf(source: Source, { from, to }: Span): string {
  return Array.from({ length: to - from }, (_, at) => signAt(source, from + at)).join('')
}

/** `CA:FE:BA:BE` is a serial and no authority. */
function isBytes({ text, at }: Source): boolean {
  const bytes = /[\da-f]{2}(?::[\da-f]{2}){2,}(?![^\s)])/iy
  bytes.lastIndex = at
  return bytes.test(text)
}

function failIfMistyped(source: Source, name: string, { from, to }: Span, operator: string): null {
  const isHead = /[<>]/.test(operator) || (operator === ':' && /^[\p{L}"(]/u.test(signAt(source, to)))
  const meant = isHead ? nearest(name, fieldNames) : null
  return meant === null ? null : fail(source, 'unknown_field', { from: source.at, to: from }, meant)
}

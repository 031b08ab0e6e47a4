import { conditionOf, together } from './condition.ts'
import { takesSeveral } from './fields.ts'
import type { Head } from './head.ts'
import type { QueryCondition, QueryNode, Span } from './query.ts'
import {
  fail,
  isTurning,
  keywordAt,
  readQuoted,
  readWord,
  signAt,
  skipBlanks,
  take,
  takeKeyword,
  type Source,
} from './source.ts'

/** Terms, and values beyond the first of a term. */
const MAX_TERMS = 100

type Value = { text: string; span: Span }

/** The term of a field whose head begins here. */
export function readField(source: Source, head: Head): QueryNode | null {
  take(source, head.span.to - head.span.from)
  skipBlanks(source)
  const isGroup = signAt(source, source.at) === '('
  const values = isGroup ? readGroup(source, head) : readList(source, head)
  if (values === null) return null
  const span = { from: head.span.from, to: source.at }
  const terms: { condition: QueryCondition; span: Span }[] = []
  for (const value of values) {
    const condition = conditionOf(head.field, head.operator, value.text)
    if ('fault' in condition) {
      const place = condition.fault === 'operator' ? head.operatorSpan : value.span
      return fail(source, condition.fault, place, condition.suggestion)
    }
    if (++source.count > MAX_TERMS) return fail(source, 'too_many', value.span)
    terms.push({ condition, span: value.span })
  }
  const whole = together(terms.map(({ condition }) => condition))
  if (whole !== null) return { kind: 'term', condition: whole, span }
  const parts = terms.map((term): QueryNode => ({ kind: 'term', ...term }))
  return { kind: 'or', parts, span }
}

export function counted(source: Source, condition: QueryCondition, span: Span): QueryNode | null {
  return ++source.count > MAX_TERMS ? fail(source, 'too_many', span) : { kind: 'term', condition, span }
}

/** `revoked,expired`; of the fields that take one value a comma is part of it. */
function readList(source: Source, head: Head): Value[] | null {
  const isList = takesSeveral(head.field)
  const values: Value[] = []
  do {
    const value = readValue(source, head, isList)
    if (value === null) return null
    values.push(value)
  } while (isList && signAt(source, source.at) === ',' && ++source.at)
  return values
}

/** One word, or a text in quotation marks. */
function readValue(source: Source, head: Head, isList: boolean): Value | null {
  const from = source.at
  const isQuoted = signAt(source, from) === '"'
  if (!isQuoted && keywordAt(source) !== null) return fail(source, 'missing_value', head.span)
  const quoted = isQuoted ? readQuoted(source) : null
  if (!isQuoted) readWord(source, { open: 0, isList })
  if (source.failure !== null) return null
  const text = quoted ?? source.text.slice(from, source.at)
  if (text.trim() === '') return fail(source, 'missing_value', head.span)
  return { text, span: { from, to: source.at } }
}

/** `(revoked OR expired)`: alternatives alone; words side by side are one value. */
function readGroup(source: Source, head: Head): Value[] | null {
  const from = source.at
  const isList = takesSeveral(head.field)
  const values: Value[] = []
  take(source, 1)
  do {
    const value = readAlternative(source, head, isList)
    if (value === null) return null
    values.push(value)
  } while (takeKeyword(source, 'OR') || (isList && signAt(source, source.at) === ',' && ++source.at))
  if (signAt(source, source.at) === ')') {
    source.at++
    return values
  }
  const keyword = keywordAt(source)
  if (keyword !== null) return fail(source, 'unexpected', { from: source.at, to: source.at + keyword.length }, 'OR')
  if (source.at < source.text.length) return fail(source, 'unexpected', { from: source.at, to: source.at + 1 })
  return fail(source, 'unclosed_parenthesis', { from, to: source.at }, `${source.text.slice(from)})`)
}

function readAlternative(source: Source, head: Head, isList: boolean): Value | null {
  skipBlanks(source)
  if (isTurning(source)) return fail(source, 'unexpected', { from: source.at, to: source.at + 1 }, '')
  const first = readValue(source, head, isList)
  if (first === null || signAt(source, first.span.from) === '"') return first && behind(source, first)
  const words = [first.text]
  let { to } = first.span
  for (;;) {
    skipBlanks(source)
    const sign = signAt(source, source.at)
    if (sign === '' || (isList ? '()",' : '()"').includes(sign) || keywordAt(source) !== null) break
    const begin = source.at
    readWord(source, { open: 0, isList })
    to = source.at
    words.push(source.text.slice(begin, to))
  }
  return { text: words.join(' '), span: { from: first.span.from, to } }
}

function behind(source: Source, value: Value): Value {
  skipBlanks(source)
  return value
}

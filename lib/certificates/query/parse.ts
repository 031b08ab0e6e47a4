import { err, ok, type Result } from '#lib/core/result.ts'
import { headAt } from './head.ts'
import { joined } from './joined.ts'
import { isOneText } from './one-text.ts'
import type { QueryError, QueryNode } from './query.ts'
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
import { counted, readField } from './term.ts'

const MAX_DEPTH = 20

/** The label of RFC 7468, section 10, and those of the older forms: whoever revokes in a hurry has the leaked key at hand. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/

function privateKeyAt({ 0: word, index: from }: RegExpExecArray): QueryError {
  return { code: 'private_key', span: { from, to: from + word.length }, word }
}

/** Reads a typed query, in time linear in its length; null where nothing is typed. */
export function parseQuery(text: string): Result<QueryNode | null, QueryError> {
  const trimmed = text.trim()
  if (trimmed === '') return ok(null)
  const key = PRIVATE_KEY.exec(text)
  if (key !== null) return err(privateKeyAt(key))
  if (isOneText(text)) {
    const from = text.indexOf(trimmed)
    return ok({
      kind: 'term',
      condition: { field: 'text', text: trimmed },
      span: { from, to: from + trimmed.length },
    })
  }
  const source: Source = { text, at: 0, count: 0, wanting: { from: 0, to: 0 }, failure: null }
  const node = readOr(source, 0)
  if (node !== null && source.at < text.length) fail(source, 'unexpected', { from: source.at, to: source.at + 1 }, '')
  return source.failure === null ? ok(node) : err(source.failure)
}

function readOr(source: Source, depth: number): QueryNode | null {
  const parts: QueryNode[] = []
  do {
    const part = readAnd(source, depth)
    if (part === null) return null
    parts.push(part)
  } while (takeKeyword(source, 'OR'))
  return joined('or', parts)
}

function readAnd(source: Source, depth: number): QueryNode | null {
  const parts: QueryNode[] = []
  do {
    const part = readPart(source, depth)
    if (part === null) return null
    parts.push(part)
  } while (takeKeyword(source, 'AND') || isMore(source))
  return joined('and', parts)
}

/** Whether something stands here that a blank joins. */
function isMore(source: Source): boolean {
  return source.at < source.text.length && signAt(source, source.at) !== ')' && keywordAt(source) !== 'OR'
}

/** `NOT` turns the whole text behind it; `-` touches one word and turns that alone. */
function readPart(source: Source, depth: number): QueryNode | null {
  skipBlanks(source)
  const from = source.at
  const isWord = isTurning(source)
  if (isWord) take(source, 1)
  else if (!takeKeyword(source, 'NOT')) return readPrimary(source, depth, false)
  if (depth >= MAX_DEPTH) return fail(source, 'too_deep', { from, to: source.at })
  const part = isWord ? readPrimary(source, depth + 1, true) : readPart(source, depth + 1)
  return part && { kind: 'not', part, span: { from, to: part.span.to } }
}

function readPrimary(source: Source, depth: number, isOneWord: boolean): QueryNode | null {
  const from = source.at
  const sign = signAt(source, from)
  const keyword = keywordAt(source)
  if (keyword !== null) return fail(source, 'missing_left', { from, to: from + keyword.length }, '')
  if (sign === ')' && depth === 0 && source.wanting.to === 0)
    return fail(source, 'unexpected', { from, to: from + 1 }, '')
  if (sign === ')' || sign === '') return fail(source, 'missing_operand', source.wanting, '')
  if (sign === '(') return readGroup(source, depth)
  if (sign === '"') {
    const text = readQuoted(source)
    if (text === null) return null
    const span = { from, to: source.at }
    return text.trim() === '' ? fail(source, 'missing_value', span, '') : counted(source, { field: 'text', text }, span)
  }
  const head = headAt(source, '')
  if (source.failure !== null) return null
  return head === null ? readText(source, isOneWord) : readField(source, head)
}

function readGroup(source: Source, depth: number): QueryNode | null {
  const from = source.at
  if (depth >= MAX_DEPTH) return fail(source, 'too_deep', { from, to: from + 1 })
  take(source, 1)
  const node = readOr(source, depth + 1)
  if (node === null) return null
  if (signAt(source, source.at) !== ')') {
    const to = source.text.length
    return fail(source, 'unclosed_parenthesis', { from, to }, `${source.text.slice(from)})`)
  }
  source.at++
  return { ...node, span: { from, to: source.at } }
}

/** Bare words side by side are one text: names hold blanks, and so do serials. */
function readText(source: Source, isOneWord: boolean): QueryNode | null {
  const from = source.at
  const words: string[] = []
  let to: number
  let open = 0
  do {
    const begin = source.at
    open = readWord(source, { open, isList: false })
    to = source.at
    const word = source.text.slice(begin, to)
    words.push(word)
    skipBlanks(source)
  } while (!isOneWord && isWord(source, words.at(-1) ?? '', open))
  if (source.failure !== null) return null
  return counted(source, { field: 'text', text: words.join(' ') }, { from, to })
}

function isWord(source: Source, before: string, open: number): boolean {
  const sign = signAt(source, source.at)
  if (sign === '' || '("'.includes(sign) || (sign === ')' && open === 0)) return false
  if (isTurning(source) || keywordAt(source) !== null) return false
  return headAt(source, before) === null && source.failure === null
}

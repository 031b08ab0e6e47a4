import { asciiOf, isBlank } from './characters.ts'
import type { QueryErrorCode, QueryError, Span } from './query.ts'

/** The text while it is read. A reader that fails says so here, once, and answers null. */
export type Source = {
  readonly text: string
  at: number
  /** Terms and values so far. */
  count: number
  /** What was read last and wants something behind it. */
  wanting: Span
  failure: QueryError | null
}

export function fail(source: Source, code: QueryErrorCode, { from, to }: Span, suggestion?: string): null {
  const word = source.text.slice(from, to)
  source.failure ??= { code, span: { from, to }, word, ...(suggestion !== undefined && { suggestion }) }
  return null
}

/** The sign there in ASCII; empty behind the end. */
export function signAt({ text }: Source, at: number): string {
  return asciiOf(text.charAt(at))
}

export function skipBlanks(source: Source): void {
  while (isBlank(source.text.charAt(source.at))) source.at++
}

/** `AND`, `OR`, `NOT`: in capitals, as a word of its own. */
export function keywordAt({ text, at }: Source): string | null {
  const word = ['AND', 'OR', 'NOT'].find((one) => text.startsWith(one, at))
  if (word === undefined) return null
  const next = text.charAt(at + word.length)
  return next === '' || isBlank(next) || '()"'.includes(asciiOf(next)) ? word : null
}

export function takeKeyword(source: Source, keyword: 'AND' | 'OR' | 'NOT'): boolean {
  skipBlanks(source)
  if (keywordAt(source) !== keyword) return false
  take(source, keyword.length)
  return true
}

/** Goes on behind something that wants something behind it. */
export function take(source: Source, length: number): void {
  source.wanting = { from: source.at, to: source.at + length }
  source.at += length
}

/** `-` before a word turns it; ` - ` and `--` are part of names. */
export function isTurning(source: Source): boolean {
  const next = source.text.charAt(source.at + 1)
  return signAt(source, source.at) === '-' && next !== '' && !isBlank(next) && !'-)'.includes(asciiOf(next))
}

/** In quotation marks; `\"` and `\\` stand for the sign behind. What a `"` opens no other mark closes. */
export function readQuoted(source: Source): string | null {
  const from = source.at
  const isAscii = source.text.charAt(from) === '"'
  let value = ''
  for (source.at++; source.at < source.text.length; source.at++) {
    const sign = source.text.charAt(source.at)
    const next = source.text.charAt(source.at + 1)
    if (sign === '\\' && (next === '\\' || asciiOf(next) === '"')) {
      value += next
      source.at++
    } else if (isAscii ? sign === '"' : asciiOf(sign) === '"') {
      source.at++
      return value
    } else value += sign
  }
  const all = source.text.slice(from)
  // Behind a backslash the mark would stand for itself.
  return fail(source, 'unclosed_quote', { from, to: source.text.length }, all.endsWith('\\') ? undefined : `${all}"`)
}

/**
 * One word as it stands, up to a blank or a parenthesis that closes more than the word (and those before it, `open`)
 * has opened: `Foo(Test)` is a name.
 */
export function readWord(source: Source, { open, isList }: { open: number; isList: boolean }): number {
  for (; source.at < source.text.length; source.at++) {
    const sign = source.text.charAt(source.at)
    const ascii = asciiOf(sign)
    if (isBlank(sign) || (isList && ascii === ',')) break
    if (ascii === '(') open++
    if (ascii === ')' && --open < 0) break
  }
  return Math.max(open, 0)
}

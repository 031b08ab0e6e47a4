import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatQuery } from '#lib/certificates/query/format.ts'
import { isOneText } from '#lib/certificates/query/one-text.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { Moment, QueryCondition, QueryNode } from '#lib/certificates/query/query.ts'
import { certificateTypes } from '#lib/certificates/schema.ts'
import { statusFilters } from '#lib/certificates/status.ts'

const span = { from: 0, to: 0 }

function withoutSpans(node: QueryNode | null): QueryNode | null {
  if (node === null) return null
  if (node.kind === 'term') return { ...node, span }
  if (node.kind === 'not') return { ...node, part: withoutSpans(node.part) ?? node.part, span }
  return { ...node, parts: node.parts.map((part) => withoutSpans(part) ?? part), span }
}

function read(text: string): QueryNode | null {
  const result = parseQuery(text)
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.error)}`)
  return result.value
}

/** Texts of which every second one means something to the syntax. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'AND',
      'OR',
      'NOT',
      '-',
      '--',
      '(',
      ')',
      '"',
      '\\',
      '“',
      '”',
      '：',
      ':',
      ',',
      '，',
      '<',
      '>=',
      '=',
      '..',
      ' ',
      '  ',
    ],
    ...[
      'status:',
      'ca',
      'CA:FE:BA',
      'expires',
      'revoked',
      'fingerprint:',
      'sha256',
      'statsu:x',
      '30d',
      '\u3000',
      '\u00a0',
      '\u202e',
      '张三',
    ],
  ),
  fc.string({ maxLength: 4, unit: 'binary' }),
)
const anyText = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''))
  .filter((text) => text.trim() !== '' && !isOneText(text))

const HOUR = 3_600_000
const age = fc.record({
  kind: fc.constantFrom('ago' as const, 'ahead' as const),
  ms: fc
    .oneof(
      fc.integer({ min: 0, max: 999_999 }),
      fc.integer({ min: 0, max: 1000 }).map((days) => days * 24),
    )
    .map((hours) => hours * HOUR),
})
const day = fc
  .integer({ min: Date.UTC(1901, 0), max: Date.UTC(9999, 11, 31) })
  .map((at) => at - (((at % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR)))
const at = fc.oneof(
  day,
  fc.integer({ min: Date.UTC(1901, 0), max: Date.UTC(10_000, 0) }),
  fc.integer({ min: 1901, max: 9999 }).map((year) => Date.UTC(year, 0)),
)
const moment = fc.oneof(
  age,
  at.map((epochMs) => ({ kind: 'instant' as const, at: epochMs })),
)

function isAfterAll(moment: Moment): boolean {
  return moment.kind === 'instant' && moment.at >= Date.UTC(10_000, 0)
}

/** Ends are read in the order that is not empty. */
function isLater(begin: Moment | 'now', to: Moment): boolean {
  const from = begin === 'now' ? { kind: 'ahead' as const, ms: 0 } : begin
  if (from.kind === 'instant' || to.kind === 'instant') {
    return from.kind === 'instant' && to.kind === 'instant' && from.at >= to.at
  }
  const fromNow = ({ kind, ms }: typeof from) => (kind === 'ago' ? -ms : ms)
  return fromNow(from) > fromNow(to)
}

const several = <Value>(values: readonly Value[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
const condition: fc.Arbitrary<QueryCondition> = fc.oneof(
  anyText.map((text): QueryCondition => ({ field: 'text', text })),
  several(statusFilters).map((values): QueryCondition => ({ field: 'status', values })),
  several(certificateTypes).map((values): QueryCondition => ({ field: 'type', values })),
  fc.uniqueArray(anyText, { minLength: 1, maxLength: 3 }).map((values): QueryCondition => ({ field: 'ca', values })),
  several(['RSA', 'RSA_2048', 'SM2', 'SM2_256']).map((values): QueryCondition => ({ field: 'algorithm', values })),
  fc
    .tuple(fc.nat(9999), fc.nat(9999))
    .map(([one, other]): QueryCondition => ({ field: 'key', from: Math.min(one, other), to: Math.max(one, other) })),
  fc.constantFrom<QueryCondition>({ field: 'key', from: null, to: 2047 }, { field: 'key', from: 4096, to: null }),
  fc
    .tuple(fc.constantFrom('cn', 'san', 'serial', 'signature', 'request', 'id'), anyText)
    .map(([field, text]) => ({ field, text })),
  fc
    .tuple(
      fc.constantFrom('expires' as const, 'issued' as const, 'revoked' as const, 'seen' as const),
      fc.option(fc.oneof(moment, fc.constant('now' as const))),
      fc.option(moment),
    )
    .filter(([, from, to]) => from !== null || to !== null)
    .filter(([, from, to]) => from === null || to === null || !isLater(from, to))
    // The year 10000 is only the far side of 9999: nothing that is typed begins there and ends somewhere.
    .filter(([, from, to]) => to === null || from === null || from === 'now' || !isAfterAll(from))
    .map(([field, from, to]): QueryCondition => ({ field, from, to })),
  fc.constantFrom<QueryCondition>(
    { field: 'crl', is: 'none' },
    { field: 'replacement', is: 'some' },
    { field: 'operation', is: 'none' },
  ),
)

const node: fc.Arbitrary<QueryNode> = fc.letrec<{ node: QueryNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    condition.map((one): QueryNode => ({ kind: 'term', condition: one, span })),
    tie('node').map((part): QueryNode => ({ kind: 'not', part, span })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]): QueryNode => ({
        kind,
        parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])),
        span,
      })),
  ),
})).node

describe('formatQuery', () => {
  it.each([
    'status:revoked ca:"Payments CA" expires<30d -type:server',
    'Zhang San',
    'a "b c"',
    '(a OR b) -(c d OR e "f g")',
    'a b OR status:valid,expired',
    'key<2048',
    'key:1024..2048',
    'expires<2027-01-01 expires>=2026-12-01',
    'expires:2026-12',
    'expires:-30d..2026-12-31',
    'issued<7d -seen>1y',
    'revoked<7d -revoked:2026-11-01..2026-11-07 revoked',
    'expires:-30d..now',
    'serial:9c:41:ad crl:none replacement:yes',
    'owner:none -tag:none owner:nonesuch note:none',
  ])('writes %j as it was typed', (typed) => {
    expect(formatQuery(read(typed))).toBe(typed)
  })

  it('leaves out what says nothing', () => {
    expect(formatQuery(read('((NOT (TYPE：“server”))  AND (a)) '))).toBe('-type:server a')
    expect(formatQuery(read('"a" AND "b c"'))).toBe('a "b c"')
    expect(formatQuery(null)).toBe('')
  })

  it('is read back as what it was', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(node, (tree) => {
        const typed = formatQuery(tree)
        fc.pre(!isOneText(typed))
        expect(withoutSpans(read(typed))).toEqual(withoutSpans(tree))
      }),
      { numRuns: 1500 },
    )
  })

  it('takes any text, and writes what it read so that it is read again', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const result = parseQuery(pieces.join(''))
        if (!result.ok) {
          const { span: place, word } = result.error
          expect(pieces.join('').slice(place.from, place.to)).toBe(word)
          return
        }
        const typed = formatQuery(result.value)
        fc.pre(!isOneText(typed))
        expect(withoutSpans(read(typed))).toEqual(withoutSpans(result.value))
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['blanks', ' '.repeat(120_000)],
    ['words', 'aa '.repeat(40_000)],
    ['colons', 'a:b '.repeat(30_000)],
    ['likely fields', 'statuz:1 '.repeat(13_000)],
    ['parentheses in words', 'a(b '.repeat(30_000)],
    ['closing ones', `${'a'.repeat(60_000)}${')'.repeat(60_000)}`],
    ['quotes', '"a" '.repeat(30_000)],
    ['backslashes', `"${'\\'.repeat(119_999)}`],
    ['bytes', `CA:${'ca:'.repeat(39_000)}`],
    ['dashes', '-'.repeat(120_000)],
    ['field names before blanks', 'expires  '.repeat(13_000)],
    ['one field name before blanks', `expires${' '.repeat(119_000)}`],
  ])('reads %s in linear time', (_, typed) => {
    const began = performance.now()
    parseQuery(typed)
    // What looks at each character once for each takes minutes for so many.
    expect(performance.now() - began).toBeLessThan(4000)
  })
})

import { describe, expect, it } from 'vitest'
import { completionsAt } from '#lib/certificates/query/completions.ts'
import { queryFields } from '#lib/certificates/query/fields.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'

const cas = [
  { identifier: 'ca-1', name: 'Payments "A", \\ CA' },
  { identifier: 'ca-2', name: 'Twin' },
  { identifier: 'ca-3', name: 'Twin' },
  { identifier: 'ca-4', name: '支付\u202eCA' },
]

/** What the options make of the text; `|` is the caret. */
function completed(marked: string): string[] {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { span, options } = completionsAt(text, caret, { cas, algorithms: ['RSA_2048', 'SM2_256'] })
  return options.map(({ insert }) => `${text.slice(0, span.from)}${insert}|${text.slice(span.to)}`)
}

describe('completionsAt', () => {
  it.each<[string, string[]]>([
    ['sta|', ['status:|']],
    ['foo -TY|', ['foo -type:|']],
    ['(exp| b)', ['(expires<| b)']],
    ['ｓｔａｔ|', ['status:|']],
    ['s|', ['san:|', 'subject:|', 'serial:|', 'signature:|', 'sha1:|', 'sha256:|', 'spki:|', 'seen<|'].toSorted()],
    ['rev|', ['revoked<|']],
    ['-revoked:3|', ['-revoked:30d|']],
    ['revoked<|', ['revoked<1d|', 'revoked<7d|', 'revoked<30d|', 'revoked<1y|']],
    ['status:re|', ['status:revoked|']],
    ['status:revoked,exp|', ['status:revoked,expired|', 'status:revoked,expiring|']],
    ['status:(revoked OR pe|)', ['status:(revoked OR pending|)']],
    ['status：un|', ['status：unknown|']],
    ['expires<3|', ['expires<30d|']],
    ['expires<=3|', ['expires<=30d|']],
    ['type: s|', ['type: server|']],
    ['algorithm:r|', ['algorithm:RSA_2048|']],
    ['ca:pay|', ['ca:"Payments \\"A\\", \\\\ CA"|']],
    ['ca:"pay|', ['ca:"Payments \\"A\\", \\\\ CA"|']],
    ['ca:tw|', ['ca:ca-2|', 'ca:ca-3|']],
    ['ca:支|', ['ca:ca-4|']],
    ['cn:foo|', []],
    ['"sta|', []],
    ['sta|tus', []],
    ['a b|', []],
    ['https://st|', []],
  ])('completes %j', (marked, expected) => {
    const made = completed(marked)
    expect(marked === 's|' ? made.filter((one) => one !== 'status:|').toSorted() : made).toEqual(expected)
  })

  it('offers every field where nothing is typed, and every value behind a field', () => {
    expect(completed('foo |')).toHaveLength(queryFields.length)
    expect(completed('ca:|')).toHaveLength(cas.length)
  })

  it('writes names so that they are read as the name', () => {
    for (const insert of completed('ca:|').map((text) => text.replace('|', ''))) {
      const read = parseQuery(insert)
      const condition = read.ok && read.value?.kind === 'term' ? read.value.condition : null
      expect(cas.flatMap(({ identifier, name }) => [[identifier], [name]])).toContainEqual(
        condition !== null && 'values' in condition ? condition.values : null,
      )
    }
  })
})

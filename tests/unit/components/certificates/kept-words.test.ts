import { expect, it } from 'vitest'
import { forgetWords, keepWords, keptWords } from '#components/certificates/writing/kept-words.ts'
import { entriesAfter, noEntries } from '#components/certificates/writing/readiness.ts'

const of = { kind: 'revoke', identifier: 'one' } as const
const filled = { reason: 'superseded', ticket: 'INC-1', comment: 'why', typed: '6c0be2', acknowledged: true }

it('of a dialog that was closed its words are kept, and nothing that arms its button', () => {
  keepWords(of, filled)
  expect(keptWords(of)).toEqual({ ticket: 'INC-1', comment: 'why' })
  expect(keptWords({ ...of, kind: 'delete' })).toEqual({})
  expect(keptWords({ ...of, identifier: 'other' })).toEqual({})
  keepWords(of, noEntries)
  expect(keptWords(of)).toEqual({})
  keepWords(of, filled)
  forgetWords(of)
  expect(keptWords(of)).toEqual({})
})

it('after a failure everything is kept, but what was typed for another serial or without looking', () => {
  expect(entriesAfter(filled, { code: 'changed_since_shown' })).toEqual({ ...filled, typed: '' })
  expect(entriesAfter(filled, { code: 'gate_not_met' })).toEqual({ ...filled, typed: '' })
  expect(entriesAfter(filled, { code: 'store_unavailable' })).toEqual(filled)
})

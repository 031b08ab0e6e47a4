import { describe, expect, it } from 'vitest'
import {
  changedParts,
  distinctTags,
  MOST_TAGS,
  parseTags,
  TAG_LENGTH,
  tagProblem,
} from '#lib/annotations/annotation.ts'

describe('parseTags', () => {
  it.each([
    ['', []],
    [' , ，、;\n', []],
    ['prod', ['prod']],
    ['prod, pinned', ['prod', 'pinned']],
    ['支付，核心、 杭州 ', ['支付', '核心', '杭州']],
    ['two words; a\nb', ['two words', 'a', 'b']],
    ['Prod, prod, ＰＲＯＤ, pr\u200dod', ['Prod']],
  ])('%j', (typed, tags) => {
    expect(parseTags(typed)).toEqual(tags)
  })

  it('gives what it was given back, joined again', () => {
    const tags = ['prod', '支付', 'a b']
    expect(parseTags(tags.join(', '))).toEqual(tags)
  })
})

describe('distinctTags', () => {
  it('keeps the first of those that a search would not tell apart, and none that it could not find', () => {
    expect(distinctTags(['B', 'a', 'b ', '\u202e', ' '])).toEqual(['B', 'a'])
  })
})

describe('tagProblem', () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => `t${String(index)}`)
  it.each([
    ['none', [], null],
    ['the most', numbered(MOST_TAGS), null],
    ['one more', numbered(MOST_TAGS + 1), 'too_many'],
    ['the longest', ['𠮷'.repeat(TAG_LENGTH)], null],
    ['one longer', ['a'.repeat(TAG_LENGTH + 1)], 'too_long'],
    ['a control character', ['a\u0007'], 'unreadable'],
    ['a comma', ['a,b'], 'unreadable'],
    ['an override', ['\u202eprod'], 'unreadable'],
    ['a line', ['a\u2028b'], 'unreadable'],
  ])('%s', (_, tags, problem) => {
    expect(tagProblem(tags)).toBe(problem)
  })
})

it('tells which parts have changed', () => {
  const text = { owner: 'a', tags: ['x', 'y'], note: '' }
  expect(changedParts(text, { ...text })).toEqual([])
  expect(changedParts(text, { ...text, tags: ['y', 'x'] })).toEqual(['tags'])
  expect(changedParts(text, { owner: '', tags: [], note: 'n' })).toEqual(['owner', 'tags', 'note'])
})

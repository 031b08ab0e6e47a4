import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetDraft, keepDraft, keptDraft } from '#components/annotations/kept-draft.ts'
import { begunOn } from '#components/annotations/use-annotation-form.ts'
import { noAnnotation } from '#lib/annotations/annotation.ts'

const of = { person: 'ann', identifier: 'one' }
const draft = { owner: 'Payments', tags: 'a, b', note: 'Ask Lin first.' }

describe('what somebody is writing on a certificate', () => {
  const kept = new Map<string, string>()
  beforeEach(() => {
    kept.clear()
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    })
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('is kept for them and on that certificate alone, until it is forgotten', () => {
    keepDraft(of, { draft, version: 2 })
    expect(keptDraft(of)).toEqual({ draft, version: 2 })
    expect(keptDraft({ ...of, person: 'bob' })).toBeNull()
    expect(keptDraft({ ...of, identifier: 'two' })).toBeNull()
    forgetDraft(of)
    expect(keptDraft(of)).toBeNull()
  })

  it('is nothing where the browser keeps nothing, or something else', () => {
    keepDraft(of, { draft, version: 2 })
    for (const text of ['', '{', '7', '{"draft":{"owner":"x"},"version":1}']) {
      for (const key of kept.keys()) kept.set(key, text)
      expect(keptDraft(of)).toBeNull()
    }
    vi.stubGlobal('sessionStorage', undefined)
    keepDraft(of, { draft, version: 2 })
    expect(keptDraft(of)).toBeNull()
    expect(() => forgetDraft(of)).not.toThrow()
  })
})

describe('the form, opened again', () => {
  const annotation = {
    ...noAnnotation,
    owner: 'Payments',
    tags: ['a', 'b'],
    note: 'Old.',
    version: 2,
    updatedBy: 'bob',
  }

  it('goes on with what was being written', () => {
    expect(begunOn(annotation, { draft, version: 2 })).toEqual({ draft, theirs: null })
    expect(begunOn(annotation, null).draft).toEqual({ ...draft, note: 'Old.' })
  })

  it('shows beside it what somebody has written since, so that nothing is replaced unseen', () => {
    expect(begunOn(annotation, { draft, version: 1 })).toEqual({ draft, theirs: annotation })
  })

  it('takes what says the same for stored', () => {
    const same = { owner: 'Payments', tags: 'a,b', note: 'Old.' }
    expect(begunOn(annotation, { draft: same, version: 1 })).toMatchObject({ theirs: null })
  })
})

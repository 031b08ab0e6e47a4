import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditActions, auditOutcomes } from '#lib/audit/event.ts'
import { auditFilterOf, auditSearchParams } from '#lib/audit/filter.ts'

describe('the filter of the audit in an address', () => {
  it('comes back as it went in', () => {
    const text = fc.string({ minLength: 1 }).filter((value) => value.isWellFormed())
    const filters = fc.record(
      {
        q: text,
        action: fc.uniqueArray(fc.constantFrom(...auditActions), { minLength: 1 }).map((list) => list.toSorted()),
        actor: text,
        outcome: fc.uniqueArray(fc.constantFrom(...auditOutcomes), { minLength: 1 }).map((list) => list.toSorted()),
        from: text,
        to: text,
        cursor: text,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(filters, (filter) => {
        const address = auditSearchParams(filter).toString()
        expect(auditFilterOf(new URLSearchParams(address))).toEqual(filter)
      }),
    )
  })

  it('reads several values in one, as a field sends them where no script has run', () => {
    expect(auditFilterOf(new URLSearchParams('outcome=denied%2Crefused'))).toEqual({ outcome: ['denied', 'refused'] })
  })

  it('is the same address for the same filter, and an empty one for none', () => {
    const one = auditSearchParams({ outcome: ['done'], action: ['sign_out', 'sign_in', 'sign_in'], q: '' })
    const other = auditSearchParams({ action: ['sign_in', 'sign_out'], outcome: ['done'] })
    expect(one.toString()).toBe(other.toString())
    expect(auditSearchParams({}).toString()).toBe('')
  })
})

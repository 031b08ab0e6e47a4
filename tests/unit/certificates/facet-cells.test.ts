import { describe, expect, it } from 'vitest'
import { facetsOf, type FacetCell } from '#lib/certificates/server/facet-cells.ts'

function cellOf(caIdentifier: string, caName: string | null, count = 1): FacetCell {
  return {
    status: 'issued',
    type: 'client',
    caIdentifier,
    caName,
    algorithm: 'RSA',
    keySize: 2048,
    count,
    endBefore: [],
  }
}

describe('the CAs of a facet', () => {
  const cells = [
    cellOf('ca-3', null),
    cellOf('ca-1', null),
    cellOf('ca-9', 'Payments', 2),
    cellOf('ca-8', 'Devices', 2),
    cellOf('ca-2', null),
    cellOf('ca-5', 'Devices', 2),
  ]
  const order = (of: readonly FacetCell[]) => facetsOf(of, { now: 0 }).ca.map(({ identifier }) => identifier)

  it('stand by their counts, then by name, then by Identifier, however the store brings them', () => {
    expect(order(cells)).toEqual(['ca-5', 'ca-8', 'ca-9', 'ca-1', 'ca-2', 'ca-3'])
    expect(order(cells.toReversed())).toEqual(order(cells))
  })
})

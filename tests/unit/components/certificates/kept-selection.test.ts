import { expect, it } from 'vitest'
import { nothingSelected, toggledIn } from '#components/certificates/list/selection.ts'
import { selectionUnder } from '#components/certificates/list/use-selection.ts'

it('is kept under the conditions under which it was made, and its end is said once', () => {
  const selection = toggledIn(nothingSelected, { identifier: 'one', serialNumber: '5e01' })
  const held = { of: 'status=revoked', selection }
  expect(selectionUnder(held, 'status=revoked')).toEqual({ ...held, wasCleared: false })
  const other = selectionUnder(held, 'status=valid')
  expect(other).toEqual({ of: 'status=valid', selection: nothingSelected, wasCleared: true })
  expect(selectionUnder(other, 'status=valid')).toMatchObject({ wasCleared: false })
  expect(selectionUnder(other, 'status=revoked')).toMatchObject({ selection: nothingSelected, wasCleared: false })
})

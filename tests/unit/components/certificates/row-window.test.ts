import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawnRows, rangeAt } from '#components/certificates/list/row-window.ts'

const count = 500
const rowHeight = fc.constantFrom(28, 34, 98)
const view = fc.record({
  top: fc.integer({ min: -60_000, max: 2_000 }),
  rowHeight,
  viewHeight: fc.integer({ min: 300, max: 2_200 }),
})

it('draws every row in sight, few others, and leaves the room of the rest', () => {
  fc.assert(
    fc.property(view, fc.integer({ min: 0, max: count - 1 }), (given, kept) => {
      const range = rangeAt(given, count)
      const { rows, rest } = drawnRows(range, kept, count)
      const drawn = new Set(rows.map(({ index }) => index))
      for (let row = 0; row < count; row += 1) {
        const top = given.top + row * given.rowHeight
        const isInSight = top + given.rowHeight > 0 && top < given.viewHeight
        if (isInSight) expect(drawn).toContain(row)
      }
      expect(drawn).toContain(kept)
      expect(rows.length).toBeLessThan(200)
      expect(rows.reduce((sum, { gap }) => sum + gap + 1, rest)).toBe(count)
      expect(rows.map(({ index }) => index)).toEqual([...drawn].sort((one, other) => one - other))
    }),
  )
})

it('draws a page without rows as nothing', () => {
  expect(drawnRows({ from: 0, to: 0 }, 0, 0)).toEqual({ rows: [], rest: 0 })
})

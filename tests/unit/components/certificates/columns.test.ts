import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  columnIds,
  decodeColumns,
  defaultColumns,
  encodeColumns,
  isDefaultSet,
  LEAST_COLUMN_PX,
  leastTableWidth,
  WIDEST_COLUMN_PX,
  withMoved,
  withToggled,
  withWidth,
  type ColumnChoice,
} from '#components/certificates/list/columns.ts'

const others = columnIds.filter((id) => id !== 'name')
const width = fc.option(fc.integer({ min: LEAST_COLUMN_PX, max: WIDEST_COLUMN_PX }))
const choices = fc
  .tuple(fc.shuffledSubarray(others), fc.array(width, { minLength: columnIds.length, maxLength: columnIds.length }))
  .map(([ids, widths]): readonly ColumnChoice[] =>
    (['name', ...ids] as const).map((id, index) => ({ id, width: widths[index] ?? null })),
  )

describe('the columns in a cookie or an address', () => {
  it('are read back as they were chosen, all of them and in any order', () => {
    fc.assert(
      fc.property(choices, (given) => {
        expect(decodeColumns(encodeColumns(given))).toEqual(given)
      }),
    )
  })

  it('are signs that a cookie may hold and an address shows as they are', () => {
    fc.assert(
      fc.property(choices, (given) => {
        expect(encodeColumns(given)).toMatch(/^[a-zA-Z0-9.-]{4,500}$/)
      }),
    )
  })

  it('are the default where nothing of them is known, and never twice, nameless or out of bounds', () => {
    for (const nothing of [undefined, '', 'colour', 'type-', '__proto__', 'toString', 'type.'.repeat(200)]) {
      expect(decodeColumns(nothing), nothing).toBeNull()
    }
    expect(decodeColumns('serial.colour.serial-200.type-3.md5-9999')).toEqual([
      { id: 'name', width: null },
      { id: 'serial', width: null },
      { id: 'type', width: LEAST_COLUMN_PX },
      { id: 'md5', width: WIDEST_COLUMN_PX },
    ])
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = decodeColumns(text)
        expect(read === null || read[0]?.id === 'name').toBe(true)
      }),
    )
  })
})

describe('choosing columns', () => {
  it('adds at the end and takes away anything but the name', () => {
    const more = withToggled(defaultColumns, 'sha256')
    expect(encodeColumns(more)).toBe('name.type.ca.serial.status.validity.expires.sha256')
    expect(isDefaultSet(withToggled(more, 'sha256'))).toBe(true)
    expect(withToggled(defaultColumns, 'name')).toBe(defaultColumns)
  })

  it('moves a column to any place behind the name', () => {
    expect(encodeColumns(withMoved(defaultColumns, 'expires', 1))).toBe('name.expires.type.ca.serial.status.validity')
    for (const [id, to] of [
      ['type', 0],
      ['expires', 7],
      ['name', 2],
      ['md5', 1],
    ] as const) {
      expect(withMoved(defaultColumns, id, to)).toBe(defaultColumns)
    }
  })

  it('holds a width in bounds, and makes the table as wide as all of them', () => {
    const wider = withWidth(defaultColumns, 'serial', 219.6)
    expect(encodeColumns(wider)).toBe('name.type.ca.serial-220.status.validity.expires')
    expect(leastTableWidth(wider) - leastTableWidth(defaultColumns)).toBe(100)
    expect(withWidth(defaultColumns, 'serial', -4)[3]?.width).toBe(LEAST_COLUMN_PX)
  })
})

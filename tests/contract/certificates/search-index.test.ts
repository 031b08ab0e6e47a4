import fc from 'fast-check'
import { sql, type SqlBool } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { mirrorRow } from '#lib/certificates/server/mirror-row.ts'
import { searchText } from '#lib/certificates/search-text.ts'
import { namesHold, serialsHold } from '#lib/certificates/server/repository.search.ts'
import type { IndexedText } from '#lib/db/server/text-index.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'

describeEachEngine('the search indexes', (openStore, engine) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })

  const unit = fc.constantFrom('a', 'b', '-', '.', '1', '%', '_', '\\', "'", '"', '*', '[', '王', '芳', 'é', ' ', '😀')
  const text = fc.string({ unit, maxLength: 12 })

  async function replaceBy(commonName: string, serialNumber = 'ab'): Promise<void> {
    const certificate = certificateOf('one', { commonName, subject: '', sans: [], serialNumber })
    const row = mirrorRow(certificate, { at: 1, passId: 1, isLive: false })
    await store.db
      .insertInto('certificates')
      .values(row)
      .onConflict((conflict) => conflict.column('identifier').doUpdateSet(row))
      .execute()
  }

  /** By the row and, where there is one, by the index: the same. */
  async function holds({ holds: isHeld, numbers }: IndexedText): Promise<boolean> {
    const find = (condition: typeof isHeld) =>
      store.db.selectFrom('certificates as c').select('c.identifier').where(condition).execute()
    const found = await find(isHeld)
    if (numbers !== undefined) expect(await find(sql<SqlBool>`c.number in (${numbers})`)).toEqual(found)
    return found.length === 1
  }

  it('find what a text holds and nothing else, whether it was written or replaced', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (hay, raw) => {
        const needle = searchText(raw)
        fc.pre(Array.from(needle).length > 2)
        await replaceBy(hay)
        const isIn = searchText(hay).includes(needle)
        expect(await holds(namesHold(engine, needle))).toBe(isIn)
        await replaceBy(`x ${raw} y`)
        expect(await holds(namesHold(engine, needle))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('find a long text in few rows and in very many, and not what is made of its parts', async () => {
    const own = await openStore()
    const long = 'shared-long-name.example'
    // All its trigrams, and never itself.
    const torn = `${long.slice(0, 14)} ${long.slice(9)}`
    const names = [
      ...Array.from({ length: 2_100 }, (_, index) => `${String(index)}-${long}`),
      ...Array.from({ length: 100 }, (_, index) => `${String(index)}-${torn}`),
      'alone-with-a-long-name.example',
    ]
    const rows = names.map((commonName, index) =>
      mirrorRow(certificateOf(String(index), { commonName, subject: '', sans: [] }), {
        at: 1,
        passId: 1,
        isLive: false,
      }),
    )
    for (let from = 0; from < rows.length; from += 100) {
      await own.db
        .insertInto('certificates')
        .values(rows.slice(from, from + 100))
        .execute()
    }
    const count = async (needle: string) => {
      const { holds: isHeld, numbers } = namesHold(engine, needle)
      const condition = numbers === undefined ? isHeld : sql<SqlBool>`c.number in (${numbers})`
      return (await own.db.selectFrom('certificates as c').select('c.number').where(condition).execute()).length
    }
    expect(await count(long)).toBe(2_100)
    expect(await count(torn)).toBe(100)
    expect(await count('alone-with-a-long-name')).toBe(1)
    expect(await count('nobody-with-a-long-name')).toBe(0)
  })

  it.each([
    ['pay-gateway', 'pa', true],
    ['pay-gateway', 'ga', true],
    ['pay-gateway', 'ay', false],
    ['pay-gateway', '-g', true],
    ['a 1', '1', false],
    ['支付网关', '付网', true],
    ['支付网关', '网', true],
    ['支付网关', '关支', false],
    ['v王', 'v王', true],
    ['café', 'fé', true],
    ['x😀', '😀', true],
  ])('of %j, %j alone counts: %s', async (hay, needle, isFound) => {
    await replaceBy(hay)
    expect(await holds(namesHold(engine, needle))).toBe(isFound)
  })

  it('find the digits of a serial', async () => {
    const hex = fc.string({ unit: fc.constantFrom('0', 'a', 'f'), minLength: 1, maxLength: 14 })
    await fc.assert(
      fc.asyncProperty(hex, hex, async (serial, digits) => {
        await replaceBy('name', serial)
        expect(await holds(serialsHold(engine, digits, 'anywhere'))).toBe(serial.includes(digits))
        expect(await holds(serialsHold(engine, digits, 'end'))).toBe(serial.endsWith(digits))
      }),
      { numRuns: 150 },
    )
  })

  it('forget what is gone', async () => {
    await replaceBy('gone-tomorrow')
    await store.db.deleteFrom('certificates').execute()
    await replaceBy('here-today')
    expect(await holds(namesHold(engine, 'gone-tomorrow'))).toBe(false)
    expect(await holds(namesHold(engine, 'here-today'))).toBe(true)
  })
})

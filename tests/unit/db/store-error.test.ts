import { describe, expect, it } from 'vitest'
import { storeFailureOf } from '#lib/db/server/store-error.ts'

describe('why a store would not', () => {
  it.each([
    ['SQLITE_FULL', 'full'],
    ['SQLITE_IOERR_SHMSIZE', 'full'],
    ['53100', 'full'],
    ['SQLITE_READONLY', 'read_only'],
    ['25006', 'read_only'],
    ['SQLITE_BUSY', 'busy'],
    ['55P03', 'busy'],
    ['57P01', 'unreachable'],
    ['ECONNREFUSED', 'unreachable'],
  ])('is read from %s', (code, failure) => {
    expect(storeFailureOf(Object.assign(new Error('x'), { code }))).toBe(failure)
  })

  it.each(['SQLITE_CONSTRAINT_UNIQUE', '23505', 'SQLITE_CORRUPT', 'ERR_ASSERTION'])(
    'is not made up for %s, which is something else',
    (code) => {
      expect(storeFailureOf(Object.assign(new Error('x'), { code }))).toBeNull()
    },
  )

  it('is not read from what is no error', () => {
    expect(storeFailureOf('SQLITE_FULL')).toBeNull()
    expect(storeFailureOf(new Error('SQLITE_FULL'))).toBeNull()
  })
})

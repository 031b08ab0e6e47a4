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
    ['ENOTFOUND', 'unreachable'],
    ['EAI_AGAIN', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
  ])('is read from %s', (code, failure) => {
    expect(storeFailureOf(Object.assign(new Error('x'), { code }))).toBe(failure)
  })

  it.each(['SQLITE_CONSTRAINT_UNIQUE', '23505', 'SQLITE_CORRUPT', 'ERR_ASSERTION'])(
    'is not made up for %s, which is something else',
    (code) => {
      expect(storeFailureOf(Object.assign(new Error('x'), { code }))).toBeNull()
    },
  )

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'timeout exceeded when trying to connect',
    'timeout expired',
  ])('is read from what pg says without a code: %s', (message) => {
    expect(storeFailureOf(new Error(message))).toBe('unreachable')
  })

  it('is read from the failures of all addresses of a name', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    expect(storeFailureOf(new AggregateError([refused, new Error('y')]))).toBe('unreachable')
    expect(storeFailureOf(new AggregateError([new Error('y')]))).toBeNull()
  })

  it('is not read from what is no error', () => {
    expect(storeFailureOf('SQLITE_FULL')).toBeNull()
    expect(storeFailureOf(new Error('SQLITE_FULL'))).toBeNull()
  })
})

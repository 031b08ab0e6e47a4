import { expect, it } from 'vitest'
import { withStoreDigest } from '#lib/http/server/store-digest.ts'
import { storeFailureInDigest } from '#lib/http/store-failure.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'

const failing = (cause: Error) => withStoreDigest(() => Promise.reject(cause)).catch((thrown: unknown) => thrown)
const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

it('a page that the store broke can say so: the error stays what it was and carries the word', async () => {
  const cause = refused()
  expect(await failing(cause)).toBe(cause)
  expect(storeFailureInDigest('digest' in cause ? String(cause.digest) : undefined)).toBe('unreachable')
})

it('of any other error nothing is said', async () => {
  const cause = new TypeError('a bug')
  expect(await failing(cause)).toBe(cause)
  expect(cause).not.toHaveProperty('digest')
})

it.each([undefined, '', '1234567890', 'store_', 'store_of nothing', 'store_toString', 'NEXT_REDIRECT;push;/'])(
  'the digest %j is no word of the store',
  (digest) => {
    expect(storeFailureInDigest(digest)).toBeNull()
  },
)

it.each([
  [{ code: 'internal' }, true],
  [{ code: 'store_unavailable', failure: 'unreachable' }, true],
  [{ code: 'store_unavailable', failure: 'full' }, false],
  [{ code: 'forbidden' }, false],
] as const)('whether %j may have been done all the same', (error, expected) => {
  expect(mayHaveHappened(error)).toBe(expected)
})

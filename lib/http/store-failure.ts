import type { StoreFailure } from '#lib/db/server/store-error.ts'

// How a closed word about the store gets from the server into the browser, where no message of an exception may go.

const words: Readonly<Record<StoreFailure, true>> = { full: true, read_only: true, busy: true, unreachable: true }

/** Null for every other word. */
export function storeFailureNamed(word: unknown): StoreFailure | null {
  return typeof word === 'string' && isStoreFailure(word) ? word : null
}

function isStoreFailure(word: string): word is StoreFailure {
  return Object.hasOwn(words, word)
}

const PREFIX = 'store_'

/** Of an error that breaks a page Next hands its error page nothing but the digest, and keeps one that is there. */
export function digestOf(failure: StoreFailure): string {
  return `${PREFIX}${failure}`
}

/** Null for the digest of any other error. */
export function storeFailureInDigest(digest: string | undefined): StoreFailure | null {
  return digest?.startsWith(PREFIX) === true ? storeFailureNamed(digest.slice(PREFIX.length)) : null
}

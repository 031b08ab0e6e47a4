import 'server-only'
import type { TooManyAttempts } from '#lib/auth/errors.ts'
import type { Clock } from '#lib/core/clock.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { Admission } from './admission.ts'
import { networkOf } from './network.ts'
import { countAttempt, forgetAttemptsBefore, forgetKey, uncountAttempt } from './repository.ts'

// Guessing passwords costs time, per account and per network, counted in the store so that replicas and restarts
// change nothing. An attempt is held back, never refused for what other networks did: a stranger who keeps guessing
// makes the owner wait some seconds and cannot lock anybody out.

const FORGET_AFTER_MS = 15 * 60_000
const FIRST_DELAY_MS = 250
export const LONGEST_DELAY_MS = 4_000
/** Attempts that cost nothing: people mistype, and an address can be a whole office. */
const FREE = { account: 3, address: 10 } as const

/** How long an attempt is held back after so many failures. Doubles from the first that costs anything. */
export function delayAfter(failures: number, kind: keyof typeof FREE): number {
  const beyond = failures - FREE[kind]
  return beyond < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** Math.min(beyond, 10), LONGEST_DELAY_MS)
}

export type ThrottleParts = {
  readonly db: Database
  readonly clock: Clock
  readonly wait: (ms: number) => Promise<void>
  readonly admission: Admission
}

/** An attempt that was held back as long as it had to be. Until it succeeds it counts as a failure. */
export type Attempt = {
  /** Hashes, when it is its turn. */
  readonly hash: <Value>(work: () => Promise<Value>) => Promise<Value>
  /** Inside the transaction that makes the success true. */
  readonly succeed: (trx: Trx) => Promise<void>
  /** Always, at its end. */
  readonly release: () => void
}

/**
 * Counts an attempt before it is made, so that attempts at the same time see each other, and then waits.
 * `account` is null when what was typed cannot be one.
 */
export async function beginAttempt(
  parts: ThrottleParts,
  { account, address }: { account: string | null; address: string },
): Promise<Result<Attempt, TooManyAttempts>> {
  const network = networkOf(address)
  const release = parts.admission.enter(network)
  if (!release) return err({ code: 'too_many_attempts', retryAfterMs: LONGEST_DELAY_MS })
  try {
    const accountKey = account === null ? null : `account:${account}`
    const addressKey = `address:${network}`
    const delayMs = await transaction(parts.db, (trx) => count(trx, { accountKey, addressKey, now: parts.clock.now() }))
    if (delayMs > 0) await parts.wait(delayMs)
    const succeed = async (trx: Trx) => {
      // In the order in which they are counted, or two sign-ins at once would wait for each other.
      await uncountAttempt(trx, addressKey)
      if (accountKey !== null) await forgetKey(trx, accountKey)
    }
    return ok({ succeed, release, hash: (work) => parts.admission.hashing(network, work) })
  } catch (cause) {
    release()
    throw cause
  }
}

async function count(
  trx: Trx,
  { accountKey, addressKey, now }: { accountKey: string | null; addressKey: string; now: number },
): Promise<number> {
  const forgetBefore = now - FORGET_AFTER_MS
  await forgetAttemptsBefore(trx, forgetBefore)
  const ofAddress = await countAttempt(trx, { key: addressKey, now, forgetBefore })
  const ofAccount = accountKey === null ? 0 : await countAttempt(trx, { key: accountKey, now, forgetBefore })
  return Math.max(delayAfter(ofAccount, 'account'), delayAfter(ofAddress, 'address'))
}

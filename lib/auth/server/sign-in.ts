import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { StrangerRecords } from '#lib/audit/server/strangers.ts'
import type { UserActor } from '#lib/auth/actor.ts'
import { emailOf } from '#lib/auth/email.ts'
import type { SignInError } from '#lib/auth/errors.ts'
import { PASSWORD_LENGTH } from '#lib/auth/password-policy.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { NO_ACCOUNT_HASH, verifyPassword } from './password.ts'
import { startSession } from './sessions/sessions.ts'
import { beginAttempt, type Attempt, type ThrottleParts } from './throttle/throttle.ts'
import { findAccount, findAccountByEmail, lockAccount, type Account } from './users/repository.ts'

export type SignInParts = ThrottleParts & {
  readonly correlationId: string
  readonly randomBytes: (size: number) => Buffer
  readonly strangers: StrangerRecords
}
export type SignInInput = {
  readonly email: string
  readonly password: string
  readonly address: string
  readonly userAgent: string
}
type SignedIn = { readonly sessionId: string; readonly actor: UserActor }

/** Why an attempt failed: for the audit, never for the one who tried. */
type Denial = 'not_an_address' | 'unknown_account' | 'wrong_password' | 'disabled'

/**
 * Checks a password and opens a session. Unknown, disabled and mistyped accounts get the same answer in the same
 * time. Both ends are audited with the address; without a record nobody is let in (what the store throws passes).
 */
export async function signIn(parts: SignInParts, input: SignInInput): Promise<Result<SignedIn, SignInError>> {
  const email = emailOf(input.email)
  const attempt = await beginAttempt(parts, { account: email, address: input.address })
  if (!attempt.ok) return attempt
  try {
    const checked = await checkAccount(parts, email, input.password, attempt.value)
    if (!checked.ok) return await deny(parts, input.address, email, checked.error)
    return await admit(parts, input, checked.value, attempt.value)
  } finally {
    attempt.value.release()
  }
}

async function checkAccount(
  { db }: SignInParts,
  email: string | null,
  password: string,
  attempt: Attempt,
): Promise<Result<Account, Denial>> {
  const account = email === null ? null : await findAccountByEmail(db, email)
  // Whoever has no account pays the same time for it.
  const isRight = await attempt.hash(() =>
    verifyPassword(password.slice(0, PASSWORD_LENGTH.max * 4), account?.passwordHash ?? NO_ACCOUNT_HASH),
  )
  if (!account) return err(email === null ? 'not_an_address' : 'unknown_account')
  if (!isRight) return err('wrong_password')
  return account.disabledAt === null ? ok(account) : err('disabled')
}

async function admit(
  parts: SignInParts,
  input: SignInInput,
  checked: Account,
  attempt: Attempt,
): Promise<Result<SignedIn, SignInError>> {
  const signedIn = await transaction(parts.db, async (trx) => {
    // The account may have been disabled, or its password replaced, while the hash was being computed.
    await lockAccount(trx, checked.id)
    const account = await findAccount(trx, checked.id)
    if (account?.disabledAt !== null || account.passwordHash !== checked.passwordHash) return null
    return openSession(trx, parts, input, account, attempt)
  })
  return signedIn ? ok(signedIn) : deny(parts, input.address, checked.email, 'disabled')
}

async function openSession(
  trx: Trx,
  parts: SignInParts,
  { address, userAgent }: SignInInput,
  account: Account,
  attempt: Attempt,
): Promise<SignedIn> {
  const { clock, randomBytes, correlationId } = parts
  const now = clock.now()
  const { sessionId, sessionHash } = await startSession(trx, {
    userId: account.id,
    address,
    userAgent,
    now,
    randomBytes,
  })
  const { id: userId, email, name, role, mustChangePassword } = account
  const actor: UserActor = { kind: 'user', userId, email, name, role, sessionHash, mustChangePassword, address }
  await attempt.succeed(trx)
  await recordEvent(trx, { actor, correlationId, clock }, { action: 'sign_in', outcome: 'done' })
  return { sessionId, actor }
}

async function deny(
  { db, clock, correlationId, strangers }: SignInParts,
  address: string,
  email: string | null,
  cause: Denial,
): Promise<Result<never, SignInError>> {
  const actor = { kind: 'anonymous', address } as const
  // Only what parsed as an address is kept: people type passwords into the wrong field.
  const details = { cause, ...(email !== null && { email }) }
  await strangers.record({ db, actor, correlationId, clock }, { action: 'sign_in', outcome: 'denied', details })
  return err({ code: 'wrong_credentials' })
}

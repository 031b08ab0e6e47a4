import { err, ok, type Result } from '#lib/core/result.ts'
import type { NonceTable } from '../store/nonce-table.ts'
import type { Authenticated } from './authenticate.ts'
import { refusals, type Refusal } from './refusal.ts'

const WINDOW_MS = 15 * 60_000
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const NONCE = /^[\x21-\x7e]{8,128}$/

/**
 * Date within 15 minutes either way, and a nonce that this key has not used. Only a request with a good signature gets
 * here, so nobody can use up another's nonces. The nonce is remembered in the caller's transaction.
 */
export function checkFreshness(caller: Authenticated, nonces: NonceTable, now: number): Result<void, Refusal> {
  const signedAt = DATE.test(caller.date) ? Date.parse(caller.date) : Number.NaN
  if (Number.isNaN(signedAt)) return err(refusals.malformedDate)
  if (Math.abs(now - signedAt) > WINDOW_MS) return err(refusals.expiredDate)
  if (!NONCE.test(caller.nonce)) {
    return err(refusals.incompleteSignature('x-acs-signature-nonce has to be 8 to 128 printable characters.'))
  }
  return nonces.claim(caller.accessKeyId, caller.nonce, now) ? ok(undefined) : err(refusals.nonceUsed)
}

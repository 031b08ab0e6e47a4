import type { Result } from '#lib/core/result.ts'
import { err, ok } from '#lib/core/result.ts'

/** Of a password that somebody chooses. No rules about digits and signs: they make passwords worse (NIST SP 800-63B). */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const

export type PasswordWeakness = { code: 'password_too_short' | 'password_too_long' | 'password_too_simple' }

/** Length in code points; one repeated character or the account's own address is no password. */
export function checkPassword(password: string, email: string): Result<string, PasswordWeakness> {
  const characters = Array.from(password)
  if (characters.length < PASSWORD_LENGTH.min) return err({ code: 'password_too_short' })
  if (characters.length > PASSWORD_LENGTH.max) return err({ code: 'password_too_long' })
  const isSimple = new Set(characters).size < 4 || password.toLowerCase() === email
  return isSimple ? err({ code: 'password_too_simple' }) : ok(password)
}

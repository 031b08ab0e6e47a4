import 'server-only'
import { z } from 'zod'
import { emailPattern } from '#lib/auth/email.ts'

// Fields that several verbs on users take.

export const userIdInput = z.string().min(1).max(100)

export const emailInput = z.string().trim().toLowerCase().max(254).regex(emailPattern)

/** What people are called on screen: one line, in any script. */
export const nameInput = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u)

import 'server-only'
import { z } from 'zod'
import { isListAddress } from '#lib/certificates/server/count-list.ts'
import { err, type Err } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { viewParamsOf } from '../params.ts'
import { MAX_VIEW_NAME } from '../schema.ts'

// Fields that several verbs on views take.

export const viewIdInput = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\u0000]*$/)

/** One line, in any script. */
export const viewNameInput = z
  .string()
  .trim()
  .min(1)
  .max(MAX_VIEW_NAME)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u)

/** The query of an address; what the list does not know, and a place in it, falls away. */
export const viewParamsInput = z
  .string()
  .max(40_000)
  .transform((text) => viewParamsOf(new URLSearchParams(text)))
  .refine((params) => !params.includes('%00'), 'holds a NUL')

export type UnreadableAddress = { code: 'invalid_input'; issues: { path: string; message: string }[] }

/** What the list itself cannot read is not kept; null for all else. */
export async function addressRefusal(db: Database, params: string | undefined): Promise<Err<UnreadableAddress> | null> {
  if (params === undefined || (await isListAddress(db, new URLSearchParams(params)))) return null
  return err({ code: 'invalid_input', issues: [{ path: 'params', message: 'not an address of the list' }] })
}

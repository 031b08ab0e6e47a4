import 'server-only'
import { z } from 'zod'
import { auditActions, auditOutcomes } from '../event.ts'
import { DEFAULT_LIMIT, MAX_LIMIT } from '../filter.ts'

const DAY_MS = 86_400_000

const isoTime = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const firstOfDay = z.iso.date().transform((text) => Date.parse(text))
const endOfDay = z.iso.date().transform((text) => Date.parse(text) + DAY_MS)
const instant = (day: typeof firstOfDay) =>
  z.union([isoTime, day]).refine((epochMs) => !Number.isNaN(epochMs), 'not a date')

/** Values from an address come as one text or several. */
const several = <Values extends readonly [string, ...string[]]>(values: Values) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.enum(values)).min(1)).optional()

const filter = {
  q: z.string().trim().max(256).optional(),
  action: several(auditActions),
  actor: z.string().trim().min(1).max(320).optional(),
  outcome: several(auditOutcomes),
  /** Epoch ms, included. */
  from: instant(firstOfDay).optional(),
  /** Epoch ms, not included. */
  to: instant(endOfDay).optional(),
}

export const exportInput = z
  .strictObject({
    ...filter,
    format: z.enum(['jsonl', 'csv', 'csv-proof']),
    /** Up to which record a CSV goes. Without it up to the record of the export itself. */
    head: z.coerce.number().int().min(1).optional(),
  })
  .refine(({ format, head }) => format !== 'jsonl' || head === undefined, {
    path: ['head'],
    message: 'A JSONL export goes up to its own record',
  })
  .refine(({ format, head }) => format !== 'csv-proof' || head !== undefined, {
    path: ['head'],
    message: 'A proof is of the CSV that goes up to this record',
  })

export const listInput = z.strictObject({
  ...filter,
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
})

export type CheckedAuditFilter = Omit<z.infer<typeof listInput>, 'cursor' | 'limit'>

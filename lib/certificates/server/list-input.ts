import 'server-only'
import { z } from 'zod'
import {
  certificateSortFields,
  DEFAULT_LIMIT,
  DEFAULT_SORT,
  MAX_EXPIRY_WINDOW,
  MAX_LIMIT,
  type CertificateSort,
} from '../filter.ts'
import { plainAlgorithm } from '../query/condition.ts'
import { certificateTypes } from '../schema.ts'
import { statusFilters } from '../status.ts'

/** A PEM fits; a longer text is not a search. */
const MAX_QUERY_LENGTH = 12_000

/** Four bytes for each character of the longest keys that a list is sorted by (NAME_KEY_LENGTH), and what encloses them. */
const MAX_CURSOR_LENGTH = 8_000

const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => Date.parse(text))
  .refine((epochMs) => !Number.isNaN(epochMs), 'not a date')

/** An Identifier of the vendor is opaque; only what no store takes is refused. */
export const identifierInput = z
  .string()
  .min(1)
  .max(256)
  .refine((value) => !value.includes('\u0000'), 'holds a NUL')

const sorts = certificateSortFields.flatMap((field): CertificateSort[] => [field, `-${field}`])

/** Lists from an address come as one text or several. */
const several = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(200).optional()

/** What list_certificates takes: the checked form of RawCertificateFilter, with instants in epoch ms. */
export const listInput = z.strictObject({
  q: z.string().max(MAX_QUERY_LENGTH).optional(),
  status: several(z.enum(statusFilters)),
  type: several(z.enum(certificateTypes)),
  ca: several(identifierInput),
  algorithm: several(
    z
      .string()
      .regex(/^[A-Za-z0-9]{1,20}(_\d{1,6})?$/)
      .transform(plainAlgorithm),
  ),
  expiresBefore: instant.optional(),
  expiresAfter: instant.optional(),
  expiresWithin: z.coerce.number().int().min(1).max(MAX_EXPIRY_WINDOW).optional(),
  sort: z.enum(sorts).default(DEFAULT_SORT),
  cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  facets: z.union([z.boolean(), z.stringbool()]).default(false),
  sync: z.union([z.boolean(), z.stringbool()]).optional(),
})

export type ListCertificatesInput = z.infer<typeof listInput>

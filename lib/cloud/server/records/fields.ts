import 'server-only'
import { z } from 'zod'
import type { CloudOddity } from '../port.ts'

/** Reads one field after another from a record of somebody else's, and notes each that is not as promised. */
export type FieldReader = {
  readonly read: <Value>(field: string, schema: z.ZodType<Value>, otherwise: Value) => Value
  readonly note: (field: string) => void
  readonly oddFields: () => readonly { field: string; received: string }[]
}

export function fieldReader(record: Readonly<Record<string, unknown>>): FieldReader {
  const odd = new Map<string, string>()
  const note = (field: string): void => {
    odd.set(field, describeReceived(record[field]))
  }
  return {
    read: (field, schema, otherwise) => {
      const parsed = schema.safeParse(record[field])
      if (parsed.success) return parsed.data
      note(field)
      return otherwise
    },
    note,
    oddFields: () => [...odd].map(([field, received]) => ({ field, received })),
  }
}

export const recordShape = z.record(z.string(), z.unknown())

/** Text; absent is empty. A number is taken as its digits, as the official client does. */
export const textField = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? '')

/** Text that is null where it is absent or empty. */
export const maybeTextField = textField.transform((value) => (value === '' ? null : value))

export const countField = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().min(0))

/** Null where absent. */
export const maybeCountField = z.union([z.null(), z.undefined().transform(() => null), countField])

/** Hex as we keep it: lower case, no separators. */
export const hexField = textField
  .transform((value) => value.toLowerCase().replace(/[\s:]/g, ''))
  .pipe(z.string().regex(/^[0-9a-f]*$/))

const maxReceivedCharacters = 100

function describeReceived(value: unknown): string {
  const text = value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > maxReceivedCharacters ? `${text.slice(0, maxReceivedCharacters)}…` : text
}

export function odditiesOf(identifier: string | null, reader: FieldReader): CloudOddity[] {
  return reader.oddFields().map((odd) => ({ identifier, ...odd }))
}

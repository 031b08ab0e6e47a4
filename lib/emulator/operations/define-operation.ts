import type { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Signing } from '../authority/signed-certificate.ts'
import type { Settings } from '../control/settings.ts'
import { inventedRefusals, refusals, type Refusal } from '../protocol/refusal.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }
/** Members of a successful answer, RequestId excepted. */
export type Body = { readonly [name: string]: JsonValue }

/** What a call works with: the store, the CAs, and the one reading of the clock. */
export type CallContext = Signing & {
  readonly settings: Settings
  /** Epoch ms. */
  readonly now: number
}

type Definition<Schema extends z.ZodType> = {
  readonly name: string
  readonly input: Schema
  /** Whether a success changes state: the ledger's `applied`. */
  readonly changesState: boolean
  /** Member that holds the rows, for the faults that only lists know. */
  readonly listMember?: string
  readonly handle: (context: CallContext, input: z.infer<Schema>) => Result<Body, Refusal>
}

export type Operation = {
  readonly name: string
  readonly changesState: boolean
  readonly listMember: string | null
  /** Validates what came over the wire, then handles it. Changes nothing when it returns a refusal. */
  readonly call: (context: CallContext, raw: RawInput) => Result<Body, Refusal>
}

/** Parameters by name; lists are gathered (see gather-parameters.ts). */
export type RawInput = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>

export function defineOperation<Schema extends z.ZodType>(
  definition: Definition<Schema>,
): Operation & Definition<Schema> {
  const call: Operation['call'] = (context, raw) => {
    const input = definition.input.safeParse(raw)
    return input.success ? definition.handle(context, input.data) : err(refusalOf(input.error, raw))
  }
  return { ...definition, listMember: definition.listMember ?? null, call } as Operation & Definition<Schema>
}

export const done: Result<Body, Refusal> = ok({})

/** `Missing<Name>`, `Invalid<Name>` (documented forms) or our own `UnknownParameter`, in this order. */
function refusalOf(error: z.ZodError, raw: RawInput): Refusal {
  const faulty = error.issues.flatMap(({ path, message }) => {
    const [name] = path
    return typeof name === 'string' ? [{ name, message }] : []
  })
  const missing = faulty.find(({ name }) => raw[name] === undefined)
  if (missing !== undefined) return refusals.missing(missing.name)
  const [invalid] = faulty
  if (invalid !== undefined) return refusals.invalid(invalid.name, invalid.message)
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys')
  return unknown === undefined
    ? refusals.malformed(error.message)
    : inventedRefusals.unknownParameter(unknown.keys[0] ?? '')
}

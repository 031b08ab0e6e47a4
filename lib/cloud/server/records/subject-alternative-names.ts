import 'server-only'
import { z } from 'zod'
import type { CloudCertificate } from '../port.ts'

type San = CloudCertificate['sans'][number]

const sanTypes: Record<number, San['type']> = { 1: 'email', 2: 'dns', 6: 'uri', 7: 'ip' }
const sanList = z.array(z.object({ Type: z.coerce.number().int(), Value: z.string() }))

/**
 * The Sans field: a JSON *string* of `[{"Type":2,"Value":"a.example"}]`, in the vendor's own samples with a trailing
 * comma. What cannot be read at all is kept as one entry of type `other`: an operator who searches for a name must
 * still find the certificate.
 */
export const sansField = z
  .union([z.string(), z.array(z.unknown())])
  .nullish()
  .transform((value): { sans: San[]; isOdd: boolean } => {
    if (value === undefined || value === null) return { sans: [], isOdd: false }
    if (typeof value !== 'string') return readList(value, JSON.stringify(value))
    if (value.trim() === '') return { sans: [], isOdd: false }
    return readList(parseLoosely(value), value)
  })

function readList(value: unknown, asReceived: string): { sans: San[]; isOdd: boolean } {
  const list = sanList.safeParse(value)
  if (!list.success) return { sans: [{ type: 'other', value: asReceived }], isOdd: true }
  return {
    sans: list.data.map(({ Type, Value }) => ({ type: sanTypes[Type] ?? 'other', value: Value })),
    isOdd: false,
  }
}

function parseLoosely(text: string): unknown {
  return parseJson(text) ?? parseJson(withoutTrailingCommas(text))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Drops a comma before `]` or `}`, but nothing inside a string; one pass, since the text may be long and hostile. */
function withoutTrailingCommas(text: string): string {
  let kept = ''
  let pending = ''
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (isInString) {
      const escaped = character === '\\' ? text.charAt(++index) : ''
      kept += character + escaped
      isInString = character !== '"'
    } else if (character === ',' || (pending !== '' && /\s/.test(character))) {
      kept += character === ',' ? pending : ''
      pending = character === ',' ? ',' : pending + character
    } else {
      kept += (character === ']' || character === '}' ? '' : pending) + character
      pending = ''
      isInString = character === '"'
    }
  }
  return kept + pending
}

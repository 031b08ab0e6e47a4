import 'server-only'
import { z } from 'zod'

// The API writes a time as a number of milliseconds, as digits in a string, or as text in three patterns, depending
// on the operation and, for RevokeTime, on the sample one believes. All of them become epoch milliseconds here.

const isoShape = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(Z|[+-]\d{2}:?\d{2})?$/
// 100,000,000,000 is 1973 in milliseconds and the year 5138 in seconds: a smaller number is one of seconds.
const smallestMilliseconds = 100_000_000_000
/** 9999-12-31T23:59:59Z, the time that RFC 5280 (4.1.2.5) reserves for "no end". */
const lastTime = 253_402_300_799_000

/** Epoch milliseconds; absent, empty and 0 are null. Text without a zone is taken as UTC. */
export const timeField = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value, context) => {
    if (value === undefined || value === null || value === '') return null
    const time = typeof value === 'number' ? fromNumber(value) : fromText(value.trim())
    if (time !== undefined) return time
    context.addIssue({ code: 'custom', message: 'not a time' })
    return z.NEVER
  })

function fromNumber(value: number): number | null | undefined {
  if (value === 0) return null
  const time = Math.abs(value) < smallestMilliseconds ? value * 1000 : value
  return Number.isInteger(value) && time > 0 && time <= lastTime ? time : undefined
}

function fromText(text: string): number | null | undefined {
  if (/^\d{1,15}$/.test(text)) return fromNumber(Number(text))
  const [match, zone] = isoShape.exec(text) ?? []
  if (match === undefined) return undefined
  const full = match.includes(':') ? match.replace(' ', 'T') : `${match.slice(0, 10)}T00:00`
  const time = Date.parse(zone === undefined ? `${full}Z` : full)
  return Number.isNaN(time) ? undefined : time
}

/** `yyyy-MM-dd HH:mm:ss`, as ListCert's examples have it; in UTC, since they name no zone. */
export function dateTimeText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

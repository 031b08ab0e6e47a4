import 'server-only'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, DerCursor } from './der-cursor.ts'

/**
 * Epoch ms of the next element, a UTCTime `YYMMDDhhmmssZ` or GeneralizedTime `YYYYMMDDhhmmssZ`: the one form of each that
 * RFC 5280 allows (4.1.2.5). `inner` is moved, for callers that read many.
 */
export function readTime(cursor: DerCursor, inner = new DerCursor(cursor.bytes, 0, 0)): number {
  return cursor.nextIs(der.utcTime) ? readUtcTime(cursor, inner) : readGeneralizedTime(cursor, inner)
}

/** The only form that OCSP has (RFC 6960, 4.2.2.1). */
export function readGeneralizedTime(cursor: DerCursor, inner = new DerCursor(cursor.bytes, 0, 0)): number {
  const { bytes, at } = contentOf(cursor, der.generalizedTime, 15, inner)
  return epochMs(bytes, at + 4, twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2))
}

function readUtcTime(cursor: DerCursor, inner: DerCursor): number {
  const { bytes, at } = contentOf(cursor, der.utcTime, 13, inner)
  const year = twoDigits(bytes, at)
  return epochMs(bytes, at + 2, year < 50 ? 2000 + year : 1900 + year)
}

function contentOf(cursor: DerCursor, tag: number, length: number, inner: DerCursor): DerCursor {
  cursor.enter(tag, inner)
  if (inner.end - inner.at !== length || inner.bytes[inner.end - 1] !== 0x5a) throw new DerError('no time in UTC')
  return inner
}

function epochMs(bytes: Buffer, at: number, year: number): number {
  const month = twoDigits(bytes, at)
  const day = twoDigits(bytes, at + 2)
  const hour = twoDigits(bytes, at + 4)
  const minute = twoDigits(bytes, at + 6)
  const second = twoDigits(bytes, at + 8)
  const isDate = year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
  if (!isDate || hour > 23 || minute > 59 || second > 59) throw new DerError('no time')
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function twoDigits(bytes: Buffer, at: number): number {
  const [tens, ones] = [(bytes[at] ?? 0) - 0x30, (bytes[at + 1] ?? 0) - 0x30]
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw new DerError('no digits')
  return tens * 10 + ones
}

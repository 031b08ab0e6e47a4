import { z } from 'zod'

// The kinds of values that travel in a query or form, where everything is text.

export function integer(least: number, most: number) {
  return z
    .string('a whole number is expected')
    .regex(/^-?\d{1,15}$/, 'a whole number is expected')
    .transform(Number)
    .pipe(z.number().min(least, `at least ${least} is expected`).max(most, `at most ${most} is expected`))
}

export const text = z.string('one value is expected').max(256, 'at most 256 characters are expected')
/** Opaque: both of the vendor's shapes, and room for a third. */
export const identifier = z.string('one value is expected').regex(/^[\w.-]{1,64}$/, 'an Identifier is expected')
export const boolean = z.enum(['true', 'false'], 'true or false is expected').transform((value) => value === 'true')
export const bit = z.enum(['0', '1'], '0 or 1 is expected').transform((value) => value === '1')

const MOST_IN_A_BATCH = 100

/** A comma-separated list; the vendor documents no limit, ours is 100. */
export const identifierList = z
  .string('one value is expected')
  .transform((value) => value.split(',').map((item) => item.trim()))
  .pipe(z.array(identifier).min(1).max(MOST_IN_A_BATCH, `at most ${MOST_IN_A_BATCH} values are expected`))

const MOST_ON_A_PAGE = 100

/** A number of rows over 100 is answered with 100; zero, negative or not a number is refused. */
export const pageSize = integer(1, 999_999_999_999_999).transform((size) => Math.min(size, MOST_ON_A_PAGE))
/** Pages count from 1. */
export const pageNumber = integer(1, 1_000_000_000)

export function paging(defaultSize = 20) {
  return { CurrentPage: pageNumber.default(1), ShowSize: pageSize.default(defaultSize) }
}

export type Paging = { readonly CurrentPage: number; readonly ShowSize: number }

export function offsetOf({ CurrentPage, ShowSize }: Paging): number {
  return (CurrentPage - 1) * ShowSize
}

/** The members that every paged answer carries. */
export function pageFacts({ CurrentPage, ShowSize }: Paging, total: number) {
  return { CurrentPage, ShowSize, PageCount: Math.ceil(total / ShowSize), TotalCount: total }
}

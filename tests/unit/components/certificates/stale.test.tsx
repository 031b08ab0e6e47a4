import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { staleBy } from '#components/certificates/list/stale.ts'
import { StaleNotice } from '#components/shell/states/stale-notice.tsx'
import type { WatchedMirror } from '#lib/certificates/schema.ts'
import { ApiError } from '#lib/http/problem.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aList } from './a-list.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const silence = new ApiError({ code: 'unreachable', status: 0 })
const storeless = new ApiError({ code: 'store_unavailable', status: 503, correlationId: 'c', storeFailure: 'full' })
const list = { data: aList({ answeredAt: '2026-11-24T12:00:00.000Z' }), error: null }
const mirror = {
  data: { answeredAt: '2026-11-24T12:05:00.000Z' } as WatchedMirror,
  error: null,
}

describe('a list that is no longer followed', () => {
  it('is as old as the older of its parts', () => {
    expect(staleBy({ ...mirror, error: silence }, list)).toEqual({
      error: silence,
      answeredAt: '2026-11-24T12:00:00.000Z',
    })
    expect(staleBy(mirror, { ...list, error: silence })).toEqual({
      error: silence,
      answeredAt: '2026-11-24T12:00:00.000Z',
    })
    const rows = { ...list, data: aList({ answeredAt: '2026-11-24T12:09:00.000Z' }) }
    expect(staleBy({ ...mirror, error: silence }, rows)).toEqual({
      error: silence,
      answeredAt: '2026-11-24T12:05:00.000Z',
    })
    expect(staleBy({ ...mirror, data: undefined, error: silence }, list)).toEqual({
      error: silence,
      answeredAt: '2026-11-24T12:00:00.000Z',
    })
  })

  it('is told of also where the store gave no rows and the mirror answers: that has no notice', () => {
    expect(staleBy(mirror, { ...list, error: storeless })).toMatchObject({ error: storeless })
  })

  it.each([
    ['all is well', mirror, list],
    ['there is nothing to be old', { ...mirror, error: silence }, { data: undefined, error: silence }],
    ['the store has a notice of its own', { ...mirror, error: storeless }, list],
  ])('is not told of when %s', (_when, ofMirror, ofList) => {
    expect(staleBy(ofMirror, ofList)).toBeNull()
  })
})

describe('the notice of what is no longer followed', () => {
  it.each([
    ['no answer', silence, 'The console does not answer.'],
    ['an answer of somebody else', new ApiError({ code: 'not_json', status: 502 }), 'The console does not answer.'],
    [
      'a failure',
      new ApiError({ code: 'internal', status: 500, correlationId: 'c' }),
      'Something in the console failed while it read this again.',
    ],
    [
      'no session',
      new ApiError({ code: 'unauthenticated', status: 401, correlationId: 'c' }),
      'Your session has ended.',
    ],
  ])('says why, and how old that is: %s', (_name, error, why) => {
    const told = renderToStaticMarkup(
      <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
        <StaleNotice error={error} answeredAt={new Date(noon).toISOString()} renderedAt={noon + 180_000} />
      </NextIntlClientProvider>,
    )
    expect(told.replaceAll(/<[^>]*>/g, '')).toContain(`${why} What you see is from 3 min ago.`)
    expect(told.includes('href="/sign-in"')).toBe(why.includes('session'))
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { BACKGROUND_HEADER, fetchJson } from '#lib/http/fetch-json.ts'
import { ApiError } from '#lib/http/problem.ts'
import { makeQueryClient, queryClientForPage } from '#lib/http/query-client.ts'
import { searchInput } from '#lib/http/search-input.ts'
import { problemResponse } from '#lib/http/server/problem.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

function answerWith(response: Response | Error): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(async () => {
    if (response instanceof Error) throw response
    return response
  })
  vi.stubGlobal('fetch', fetched)
  return fetched
}

async function failureOf(request: Promise<unknown>): Promise<ApiError> {
  const cause: unknown = await request.catch((thrown: unknown) => thrown)
  if (cause instanceof ApiError) return cause
  throw new Error('it did not fail as it should')
}

describe('a problem', () => {
  it('is RFC 9457 and stored by nobody', async () => {
    const response = problemResponse({ status: 409, code: 'busy', correlationId: 'c' }, { requestId: 'R', status: 200 })
    expect(response.status).toBe(409)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Not possible in the present state',
      status: 409,
      code: 'busy',
      correlationId: 'c',
      requestId: 'R',
    })
  })

  it('reaches the browser with its code, correlation id and RequestId', async () => {
    answerWith(problemResponse({ status: 404, code: 'certificate_not_found', correlationId: 'c' }, { requestId: 'R' }))
    expect(await failureOf(fetchJson('/api/x'))).toMatchObject({
      code: 'certificate_not_found',
      status: 404,
      correlationId: 'c',
      requestId: 'R',
    })
  })

  it.each([
    ['full', 'full'],
    ['the text of a driver', null],
    [undefined, null],
  ] as const)('says why the store is not there by a closed word: %s', async (failure, told) => {
    answerWith(problemResponse({ status: 503, code: 'store_unavailable', correlationId: 'c' }, { failure }))
    expect((await failureOf(fetchJson('/api/x'))).storeFailure).toBe(told)
  })

  it.each([
    [
      'a page of a proxy',
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['half a body', new Response('{"code": "x', { status: 500, headers: { 'content-type': 'application/json' } })],
    ['JSON of somebody else', Response.json({ error: 'x' }, { status: 503 })],
    ['a good status with a page', new Response('<p>', { headers: { 'content-type': 'text/html' } })],
  ])('is not_json for %s, whose text nobody sees', async (_name, response) => {
    answerWith(response)
    const failure = await failureOf(fetchJson('/api/x'))
    expect(failure.code).toBe('not_json')
    expect(failure.message).toBe(`not_json (${String(failure.status)})`)
  })

  it('is unreachable when nobody answers', async () => {
    answerWith(new TypeError('Failed to fetch'))
    expect(await failureOf(fetchJson('/api/x'))).toMatchObject({ code: 'unreachable', status: 0 })
  })

  it('is none when the page has given up', async () => {
    const gone = new AbortController()
    gone.abort()
    answerWith(new DOMException('aborted', 'AbortError'))
    await expect(fetchJson('/api/x', { signal: gone.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

it('a document comes as it is, and polling says that it is polling', async () => {
  const fetched = answerWith(Response.json({ items: [] }))
  expect(await fetchJson('/api/x', { isBackground: true })).toEqual({ items: [] })
  expect(fetched.mock.calls[0]).toMatchObject(['/api/x', { headers: { [BACKGROUND_HEADER]: '1' } }])
})

describe('the query client', () => {
  it('repeats reads that were not refused, and no write', () => {
    const { queries, mutations } = makeQueryClient().getDefaultOptions()
    const retry = queries?.retry
    if (typeof retry !== 'function') throw new Error('no rule for retries')
    expect(retry(0, new ApiError({ code: 'unreachable', status: 0 }))).toBe(true)
    expect(retry(0, new ApiError({ code: 'internal', status: 500 }))).toBe(true)
    expect(retry(2, new ApiError({ code: 'internal', status: 500 }))).toBe(false)
    expect(retry(0, new ApiError({ code: 'forbidden', status: 403 }))).toBe(false)
    expect(mutations?.retry).toBe(0)
  })

  it('is never shared on the server', () => {
    expect(queryClientForPage()).not.toBe(queryClientForPage())
  })
})

it('search parameters: the named ones, the first of each, none that is empty', () => {
  const given = new URLSearchParams('q=a&q=b&sort=&limit=5&__proto__=x')
  expect(searchInput(given, ['q', 'sort', 'limit', 'cursor'])).toEqual({ q: 'a', limit: '5' })
})

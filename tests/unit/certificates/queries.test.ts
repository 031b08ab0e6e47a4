import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { certificateKeys, certificateListOptions } from '#lib/certificates/queries.ts'
import { BACKGROUND_HEADER } from '#lib/http/fetch-json.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('asks for rows as somebody’s act, and renews those that are there by itself, which keeps no session alive', async () => {
  const byItself: boolean[] = []
  vi.stubGlobal('fetch', async (_path: string, { headers }: RequestInit) => {
    byItself.push(new Headers(headers).has(BACKGROUND_HEADER))
    return Response.json({ items: [] })
  })
  const client = new QueryClient()
  await client.query(certificateListOptions({ q: 'pay' }))
  await client.invalidateQueries({ queryKey: certificateKeys.lists, refetchType: 'all' })
  await client.query(certificateListOptions({ q: 'gateway' }))
  expect(byItself).toEqual([false, true, false])
})

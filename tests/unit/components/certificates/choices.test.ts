import { expect, it, vi } from 'vitest'
import { choicesOf } from '#components/certificates/list/choices.ts'
import type { Go } from '#components/certificates/list/use-list-address.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'

it('counts every press, also those before the list is drawn with the ones before', async () => {
  let stands: CertificateFilter = { q: '-type:server pay', cursor: 'next' }
  const go: Go = (next) => {
    stands = typeof next === 'function' ? next(stands) : next
  }
  const typing = choicesOf(stands, null, [], go, () => undefined)
  typing.include({ field: 'type', value: 'server' })
  typing.include({ field: 'status', value: 'revoked' })
  typing.exclude({ field: 'status', value: 'expired' })
  await vi.waitFor(() => expect(stands).toEqual({ q: 'pay -status:expired', type: ['server'], status: ['revoked'] }))

  stands = {}
  const ticking = choicesOf(stands, null, [], go, () => undefined)
  ticking.include({ field: 'type', value: 'server' })
  ticking.include({ field: 'type', value: 'client' })
  expect(stands).toEqual({ type: ['server', 'client'] })
})

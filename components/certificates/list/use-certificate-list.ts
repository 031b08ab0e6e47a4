import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { certificateKeys, certificateListOptions, mirrorOptions } from '#lib/certificates/queries.ts'
import { heldOffBy, storeFailureIn } from '../held-off.ts'
import { countingFilter } from './address.ts'
import { staleBy } from './stale.ts'

/**
 * The rows, the counts and the state of the mirror, each its own query: turning a page asks for no counts, and the
 * mirror is watched without asking for rows. When a pass has ended, rows and counts are asked for anew.
 */
export function useCertificateList(filter: CertificateFilter) {
  const list = useQuery({ ...certificateListOptions(filter), placeholderData: keepPreviousData })
  const facets = useQuery({
    ...certificateListOptions(countingFilter(filter)),
    select: (counted) => counted.facets,
    placeholderData: keepPreviousData,
  })
  const mirror = useQuery(mirrorOptions())
  const sync = mirror.data ?? null
  useRefreshAfter(sync?.asOf ?? null)
  return {
    list,
    facets,
    sync,
    store: storeFailureIn(sync, mirror.error),
    heldOff: heldOffBy(sync, mirror.error),
    stale: staleBy(mirror, list),
  }
}

export type ListQuery = ReturnType<typeof useCertificateList>['list']

function useRefreshAfter(asOf: string | null): void {
  const client = useQueryClient()
  const seen = useRef(asOf)
  useEffect(() => {
    if (seen.current === asOf) return
    seen.current = asOf
    void client.invalidateQueries({ queryKey: certificateKeys.lists })
  }, [asOf, client])
}

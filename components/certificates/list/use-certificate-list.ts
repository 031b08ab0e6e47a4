import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { certificateKeys, certificateListOptions, mirrorOptions } from '#lib/certificates/queries.ts'
import type { CertificateList } from '#lib/certificates/schema.ts'
import { heldOffBy, storeFailureIn } from '../held-off.ts'
import { countingFilter } from './address.ts'
import { foundIn } from './found.ts'
import { staleBy } from './stale.ts'

/**
 * The rows, the counts and the state of the mirror, each its own query: turning a page asks for no counts, and the
 * mirror is watched without asking for rows. When a pass has ended, rows and counts are asked for anew. Until those of
 * another filter are there, the rows and counts of the one before keep the places and belong to nothing that is asked.
 */
export function useCertificateList(filter: CertificateFilter) {
  const list = useQuery({ ...certificateListOptions(filter), placeholderData: keepPreviousData })
  const counted = useQuery({
    ...certificateListOptions(countingFilter(filter)),
    placeholderData: keepPreviousData,
    // Counting takes long: not at every look.
    refetchOnWindowFocus: true,
  })
  const mirror = useQuery(mirrorOptions())
  const sync = mirror.data ?? null
  useRefreshAfter(sync?.asOf ?? null)
  return {
    list,
    found: foundIn(list, counted),
    facets: { data: counted.data?.facets, isAwaited: counted.isPending || counted.isPlaceholderData },
    sync,
    store: storeFailureIn(sync, mirror.error),
    heldOff: heldOffBy(sync, mirror.error),
    stale: staleBy(mirror, list),
  }
}

export type ListQuery = {
  readonly data: CertificateList | undefined
  readonly error: Error | null
  /** The rows are those of an earlier filter, order or page: the ones that are asked for are on their way. */
  readonly isPlaceholderData: boolean
  readonly refetch: () => unknown
}

function useRefreshAfter(asOf: string | null): void {
  const client = useQueryClient()
  const seen = useRef(asOf)
  useEffect(() => {
    if (seen.current === asOf) return
    seen.current = asOf
    void client.invalidateQueries({ queryKey: certificateKeys.lists })
  }, [asOf, client])
}

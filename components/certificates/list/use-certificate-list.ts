'use client'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { certificateKeys, certificateListOptions, mirrorOptions } from '#lib/certificates/queries.ts'
import { heldOffBy, storeFailureIn } from '../held-off.ts'
import { changed, countingFilter } from './address.ts'

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
  const earlier = useEarlier(filter, list.isPlaceholderData)
  return {
    list,
    earlier,
    facets,
    sync,
    isUnheard: mirror.error !== null,
    store: storeFailureIn(sync, mirror.error),
    heldOff: heldOffBy(sync, mirror.error),
  }
}

/**
 * What is not known yet while the rows on the page are those of an earlier question. Another page of the same list has
 * the same total and the same neighbours; another order has the same total.
 */
function useEarlier(filter: CertificateFilter, isPlaceholderData: boolean): Earlier {
  const [answered, setAnswered] = useState(filter)
  if (!isPlaceholderData && answered !== filter) setAnswered(filter)
  return isPlaceholderData ? earlierOf(answered, filter) : { isTotal: false, isWay: false }
}

/** What the answer to one question does not tell of another. */
export function earlierOf(answered: CertificateFilter, asked: CertificateFilter): Earlier {
  const differ = (of: (filter: CertificateFilter) => CertificateFilter) =>
    certificateKeys.list(of(answered))[2] !== certificateKeys.list(of(asked))[2]
  return { isTotal: differ(countingFilter), isWay: differ((filter) => changed(filter, {})) }
}

export type Earlier = {
  /** How many match is told of other conditions. */
  readonly isTotal: boolean
  /** The cursors lead on in another list. */
  readonly isWay: boolean
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

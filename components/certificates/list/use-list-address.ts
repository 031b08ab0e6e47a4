'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useState, type MouseEvent } from 'react'
import { paths } from '#lib/core/paths.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { filterIn, listHref } from './address.ts'

export type Go = (filter: CertificateFilter, how?: 'push' | 'replace') => void

/**
 * The list's filter as it stands in the address, and the way to another one. Going there changes the address alone:
 * the rows come by the query that the filter names, so the server renders nothing anew and the back button finds every
 * list in the cache. Without JavaScript the same links load the same lists.
 */
export function useListAddress(): { filter: CertificateFilter; go: Go } {
  const params = useSearchParams()
  const address = params.toString()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  if (wanted !== null && wanted.since !== address) setWanted(null)
  const stands = useMemo(() => filterIn(new URLSearchParams(address)), [address])
  const go = useCallback<Go>(
    (next, how = 'push') => {
      setWanted({ since: address, filter: next })
      show(listHref(next), how)
    },
    [address],
  )
  return { filter: wanted?.since === address ? wanted.filter : stands, go }
}

/** Next draws a new address a moment later; a box that was ticked must not look unticked until then. */
type Wanted = { readonly since: string; readonly filter: CertificateFilter }

function show(href: string, how: 'push' | 'replace'): void {
  if (how === 'push') window.history.pushState(null, '', href)
  else window.history.replaceState(null, '', href)
}

/** For the element around the list: a plain press on a link to another list stays on the page. */
export function keepOnPage(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || hasModifier(event)) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.target !== '' || link.origin !== location.origin) return
  if (link.pathname !== paths.certificates) return
  event.preventDefault()
  show(`${link.pathname}${link.search}`, 'push')
}

function hasModifier({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return metaKey || ctrlKey || shiftKey || altKey
}

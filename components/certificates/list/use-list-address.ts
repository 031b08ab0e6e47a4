'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useState, type MouseEvent } from 'react'
import { paths } from '#lib/core/paths.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { filterIn, listHref } from './address.ts'

/** To a filter, or to one that is made of the filter which stands in the address by then. */
export type Go = (
  next: CertificateFilter | ((stands: CertificateFilter) => CertificateFilter),
  how?: 'push' | 'replace',
) => void

/**
 * The list's filter as it stands in the address, and the way to another one. Going there changes the address alone:
 * the rows come by the query that the filter names, so the server renders nothing anew and the back button finds every
 * list in the cache. Without JavaScript the same links load the same lists.
 */
export function useListAddress(): { filter: CertificateFilter; go: Go } {
  const params = useSearchParams()
  const address = params.toString()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const still = wanted === null ? null : wantedAt(wanted, address)
  if (still !== wanted) setWanted(still)
  const stands = useMemo(() => filterIn(new URLSearchParams(address)), [address])
  const here = useMemo(() => ({ since: address, under: [] }), [address])
  const go = useCallback<Go>(
    (next, how = 'push') => {
      const asked = typeof next === 'function' ? next(standingFilter()) : next
      setWanted((before) => onTheWayTo(asked, before ?? here))
      show(listHref(asked), how)
    },
    [here, setWanted],
  )
  useEffect(() => {
    // Whoever goes back before the new address is drawn no longer wants it, and it never will be.
    const letGo = () => setWanted(null)
    window.addEventListener('popstate', letGo)
    return () => window.removeEventListener('popstate', letGo)
  }, [setWanted])
  return { filter: still?.filter ?? stands, go }
}

/**
 * Next draws a new address a moment later; a box that was ticked must not look unticked until then, and whoever goes
 * on faster than that must not be shown the addresses between.
 */
export type Wanted = {
  readonly filter: CertificateFilter
  /** The address that was last drawn. */
  readonly since: string
  /** The addresses that we went to and that are not drawn yet, the last one being the filter's. */
  readonly under: readonly string[]
}

function onTheWayTo(filter: CertificateFilter, { since, under }: Pick<Wanted, 'since' | 'under'>): Wanted {
  const query = new URLSearchParams(listHref(filter).split('?')[1]).toString()
  return { filter, since, under: [...under, query] }
}

/** What is still wanted once `address` is drawn: nothing when it is the last of ours, or somebody else's. */
export function wantedAt(wanted: Wanted, address: string): Wanted | null {
  if (address === wanted.since) return wanted
  const left = wanted.under.slice(wanted.under.indexOf(address) + 1)
  const isBetween = wanted.under.includes(address) && left.length > 0
  return isBetween ? { ...wanted, since: address, under: left } : null
}

/** The filter in the address of this moment: it is there before anything is drawn of it. */
export function standingFilter(): CertificateFilter {
  return filterIn(new URLSearchParams(location.search))
}

/** To another list from where no `go` is at hand. */
export function goToList(filter: CertificateFilter): void {
  show(listHref(filter), 'push')
}

/** The address says no more which columns are shown; all else of it stays. */
export function dropColumns(): void {
  if (new URLSearchParams(location.search).has('columns'))
    show(listHref({ ...standingFilter(), columns: '' }), 'replace')
}

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
  if (link.ariaDisabled === 'true') return
  show(`${link.pathname}${link.search}`, 'push')
}

function hasModifier({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return metaKey || ctrlKey || shiftKey || altKey
}

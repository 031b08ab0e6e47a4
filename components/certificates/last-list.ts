'use client'
import { useSyncExternalStore } from 'react'
import { paths } from '#lib/core/paths.ts'

/**
 * The list that the reader came from, with its conditions and its page: a detail's way back leads there. It lives as
 * long as the document; opened by its own address, a detail leads back to the whole list.
 */
let last: string = paths.certificates

export function rememberList(href: string): void {
  last = href
}

export function useLastList(): string {
  return useSyncExternalStore(
    neverChanges,
    () => last,
    () => paths.certificates,
  )
}

function neverChanges(): () => void {
  return () => undefined
}

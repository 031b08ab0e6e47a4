'use client'
import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react'
import { preferenceCookie } from '#components/shell/preference-cookie.ts'
import { columnsCookie, densityCookie, densityOf, type Density } from './preference-cookies.ts'

/** As the cookies came with the request: the server's first word on how the list is shown. */
type GivenPreferences = { readonly columns: string; readonly density: Density }

const Given = createContext<GivenPreferences>({ columns: '', density: 'comfortable' })

/** Around the list and what stands in its place while it is on its way. */
export function ListPreferences({ columns, density, children }: GivenPreferences & { children: ReactNode }) {
  return <Given value={{ columns, density }}>{children}</Given>
}

// What was chosen since the document was loaded: a frame that the router has kept still holds the word from before.
const chosen = new Map<string, string>()
const listeners = new Set<() => void>()

function choose(cookie: string, value: string): void {
  chosen.set(cookie, value)
  document.cookie = preferenceCookie(cookie, value, location.protocol)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function useChosen(cookie: string, given: string): string {
  return useSyncExternalStore(
    subscribe,
    () => chosen.get(cookie) ?? given,
    () => given,
  )
}

/** The columns as `encodeColumns` writes them; empty for the default set. */
export function usePreferredColumns(): string {
  return useChosen(columnsCookie, useContext(Given).columns)
}

export function preferColumns(columns: string): void {
  choose(columnsCookie, columns)
}

export function useDensity(): Density {
  return densityOf(useChosen(densityCookie, useContext(Given).density))
}

export function preferDensity(density: Density): void {
  choose(densityCookie, density)
}

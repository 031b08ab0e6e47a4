'use client'
import { useEffect, useRef, useState } from 'react'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { understandSearch, type SearchQuery } from '#lib/certificates/search-query.ts'
import { changed } from './address.ts'
import type { Go } from './use-list-address.ts'

/** After the last key; a list that jumps with every letter cannot be read. */
const SETTLE_MS = 250

export type Search = {
  readonly text: string
  readonly understood: SearchQuery
  readonly type: (text: string) => void
  /** Search now: Enter. */
  readonly settle: () => void
  readonly clear: () => void
}

/**
 * What is typed, and its way into the address a moment later. One search is one step of the history, however many
 * letters it took. A pasted PEM becomes the fingerprint of its certificate, a chain those of all: an address that
 * can be shared.
 */
export function useSearch(filter: CertificateFilter, go: Go): Search {
  const asked = filter.q ?? ''
  const [held, setDraft] = useState<Draft>({ asked, text: asked, sent: [] })
  const draft = draftAt(held, asked)
  if (draft !== held) setDraft(draft)
  const { text } = draft
  const latest = useRef(filter)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const hasEntry = useRef(false)
  useEffect(() => {
    latest.current = filter
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  const ask = (q: string, typed: string, shown: string) => {
    if (q === (latest.current.q ?? '')) return
    // A key may have been pressed since: what stands in the box then is newer than what is asked for.
    setDraft((now) => ({ ...now, text: now.text === typed ? shown : now.text, sent: [...now.sent, q] }))
    go(changed(latest.current, { q }), hasEntry.current ? 'replace' : 'push')
    hasEntry.current = q !== ''
  }
  const settleOn = (typed: string) => {
    clearTimeout(timer.current)
    const query = understandSearch(typed)
    if (query.kind === 'pem') {
      void fingerprintsOf(query.base64).then((asked) => {
        ask(asked ?? typed, typed, asked ?? typed)
      })
    } else ask(query.kind === 'terms' || query.kind === 'printed' ? typed.trim() : '', typed, typed)
  }
  return {
    text,
    understood: understandSearch(text),
    type: (typed) => {
      setDraft((now) => ({ ...now, text: typed }))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => settleOn(typed), SETTLE_MS)
    },
    settle: () => settleOn(text),
    clear: () => {
      setDraft((now) => ({ ...now, text: '' }))
      settleOn('')
      hasEntry.current = false
    },
  }
}

/** What stands in the box. */
export type Draft = {
  /** The address's search when this was drawn. */
  readonly asked: string
  readonly text: string
  /** What we asked for and the address does not say yet. */
  readonly sent: readonly string[]
}

/**
 * The box once the address says `asked`. What we asked for ourselves changes nothing in it: somebody may be typing on.
 * Anything else came from elsewhere (the back button, a chip, a link), and the box follows.
 */
export function draftAt(draft: Draft, asked: string): Draft {
  if (asked === draft.asked) return draft
  const ours = draft.sent.indexOf(asked)
  return ours === -1 ? { asked, text: asked, sent: [] } : { asked, text: draft.text, sent: draft.sent.slice(ours + 1) }
}

/** One by itself, those of a chain as a query for any of them. */
async function fingerprintsOf(pems: readonly string[]): Promise<string | null> {
  const hexes = await Promise.all(pems.map(fingerprintOf))
  if (hexes.includes(null)) return null
  if (hexes.length === 1) return hexes[0] ?? null
  return hexes.map((hex) => `sha256:${hex ?? ''}`).join(' OR ')
}

/** SHA-256 of a certificate's DER. Null over plain http, where browsers offer no digest: the server makes it then. */
async function fingerprintOf(base64: string): Promise<string | null> {
  try {
    const der = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der))
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return null
  }
}

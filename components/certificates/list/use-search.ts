'use client'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { certificateSearchParams, type CertificateFilter } from '#lib/certificates/filter.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import type { QueryError } from '#lib/certificates/query/query.ts'
import { understandSearch, type SearchQuery } from '#lib/certificates/search-query.ts'
import { changed } from './address.ts'
import { standingFilter, type Go } from './use-list-address.ts'
import { loadTyped, useTyped, type Typed } from './use-typed.ts'

/** After the last key; a list that jumps with every letter cannot be read. */
const SETTLE_MS = 250

export type Search = {
  readonly text: string
  /** The conditions of the address's text that stand before the box, as a typed query. */
  readonly conditions: string
  /** The box holds what somebody types, and not yet what the address says. */
  readonly isTyping: boolean
  readonly understood: SearchQuery
  /** Why the text is not searched for. Null while somebody is typing it. */
  readonly error: QueryError | null
  /** The reader of typed queries; null until it is there. */
  readonly typed: Typed | null
  /** The text is another than the address's. */
  readonly isUnasked: boolean
  /** Somebody is about to type. */
  readonly prepare: () => void
  /** What an input method has not yet made a text of: it stands in the box and is not searched for. */
  readonly hold: (text: string) => void
  readonly type: (text: string) => void
  /** Search now, and let conditions become chips: Enter. */
  readonly settle: () => void
  /** Writes a text that nobody typed key by key, and searches for it. */
  readonly write: (text: string) => void
  readonly clear: () => void
}

/**
 * What is typed, and its way into the address a moment later. One search is one step of the history, however many
 * letters it took. Conditions count while they are typed and become chips with Enter; what cannot be read asks for
 * nothing. A pasted PEM becomes the fingerprint of its certificate, a chain those of all, and what openssl printed the
 * serials and fingerprints in it: an address that can be shared.
 */
export function useSearch(filter: CertificateFilter, go: Go, cas: readonly NamedCa[]): Search {
  const asked = filter.q ?? ''
  const [isWanted, setWanted] = useState(false)
  const typed = useTyped(isWanted || asked !== '')
  const [held, setDraft] = useState<Draft>({ asked, text: null, conditions: '', sent: [], elsewhere: 0 })
  const draft = draftAt(held, asked)
  if (draft !== held) setDraft(draft)
  const [tried, setTried] = useState<string | null>(null)
  const still = typed?.partsOf(asked) ?? { conditions: '', text: asked }
  const text = draft.text ?? still.text
  const conditions = draft.text === null ? still.conditions : draft.conditions
  const named = useRef(cas)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** The search that is under way; what belongs to an earlier one asks for nothing any more. */
  const run = useRef(0)
  /** What our last search left in the address: while it stands there, the next one takes its place in the history. */
  const entry = useRef<string | null>(null)
  useEffect(() => {
    named.current = cas
  })
  // With an address that came from elsewhere, and when the list goes.
  useLayoutEffect(() => () => callOff(run, timer), [draft.elsewhere])

  const hold = (next: string) => {
    callOff(run, timer)
    setDraft((now) => ({ ...now, text: next, conditions }))
  }
  const ask = (next: CertificateFilter) => {
    go(next, entry.current === location.search ? 'replace' : 'push')
    entry.current = next.q === undefined ? null : location.search
  }
  const askFor = (q: string, from: string, shown: string) => {
    const stands = standingFilter()
    if (q === (stands.q ?? '')) return
    // A key may have been pressed since: what stands in the box then is newer than what is asked for.
    setDraft((now) => ({ ...now, text: now.text === from ? shown : now.text, sent: [...now.sent, q] }))
    ask(changed(stands, { q }))
  }
  const enter = (reader: Typed, q: string, from: string) => {
    const stands = standingFilter()
    const next = reader.entered(q === (stands.q ?? '') ? stands : changed(stands, { q }), q, named.current)
    if (!next.ok) return
    setDraft((now) => (now.text === from ? { ...now, text: null, conditions: '' } : now))
    if (!isSame(next.value, stands)) ask(next.value)
  }
  /** `stood` is the search in the address when `next` was typed. */
  const settleOn = async (next: string, isEntered: boolean, stood: string) => {
    const mine = run.current
    const query = understandSearch(next)
    // Without the reader a text is searched for as a text; the server reads it all the same.
    const [reader, pasted] = await Promise.all([loadTyped().catch(() => null), queryOfPasted(query).catch(() => null)])
    // An address that came from elsewhere counts before it is drawn.
    if (run.current !== mine || stood !== (standingFilter().q ?? '')) return
    setTried(next)
    // Only the reader tells a private key, which has to stay here.
    if (reader === null ? next.includes('PRIVATE KEY') : reader.errorIn(next) !== null) return
    const isNothing = (reader?.isPlain(next) ?? true) && (query.kind === 'empty' || query.kind === 'too_short')
    const meant = isNothing ? '' : (pasted ?? next)
    const q = reader?.together(conditions, meant) ?? meant.trim()
    if (reader !== null && isEntered && query.kind !== 'too_short') enter(reader, q, next)
    else askFor(q, next, pasted ?? next)
  }
  const settleNow = (next: string, isEntered: boolean) => {
    hold(next)
    void settleOn(next, isEntered, standingFilter().q ?? '')
  }
  return {
    text,
    conditions,
    isTyping: draft.text !== null,
    typed,
    understood: typed?.understoodAs(text) ?? understandSearch(text),
    error: draft.text === null || tried === text ? (typed?.errorIn(text) ?? null) : null,
    isUnasked: text !== asked,
    prepare: () => setWanted(true),
    hold: (next) => {
      setWanted(true)
      setTried(null)
      hold(next)
    },
    type: (next) => {
      setWanted(true)
      setTried(null)
      hold(next)
      const stood = standingFilter().q ?? ''
      timer.current = setTimeout(() => void settleOn(next, false, stood), SETTLE_MS)
    },
    settle: () => settleNow(text, true),
    write: (next) => settleNow(next, false),
    clear: () => {
      entry.current = null
      settleNow('', false)
    },
  }
}

function callOff(run: RefObject<number>, timer: RefObject<ReturnType<typeof setTimeout> | undefined>): void {
  run.current += 1
  clearTimeout(timer.current)
}

function isSame(one: CertificateFilter, other: CertificateFilter): boolean {
  return certificateSearchParams(one).toString() === certificateSearchParams(other).toString()
}

/** What stands in the box. */
export type Draft = {
  /** The address's search when this was drawn. */
  readonly asked: string
  /** What somebody is typing; null where the box shows what the address says. */
  readonly text: string | null
  /** Chips of the address's text that stood before the box when typing began. */
  readonly conditions: string
  /** What we asked for and the address does not say yet. */
  readonly sent: readonly string[]
  /** How many addresses have come from elsewhere. */
  readonly elsewhere: number
}

/**
 * The box once the address says `asked`. What we asked for ourselves changes nothing in it: somebody may be typing on.
 * Anything else came from elsewhere (the back button, a chip, a link), and the box follows.
 */
export function draftAt(draft: Draft, asked: string): Draft {
  if (asked === draft.asked) return draft
  const ours = draft.sent.indexOf(asked)
  if (ours === -1) return { asked, text: null, conditions: '', sent: [], elsewhere: draft.elsewhere + 1 }
  return { ...draft, asked, sent: draft.sent.slice(ours + 1) }
}

/** Few paste a certificate. */
async function queryOfPasted(query: SearchQuery): Promise<string | null> {
  if (query.kind !== 'pem' && query.kind !== 'printed') return null
  const { queryOfPems, queryOfPrinted } = await import('./typed/fingerprints.ts')
  return query.kind === 'pem' ? queryOfPems(query.base64) : queryOfPrinted(query.terms)
}

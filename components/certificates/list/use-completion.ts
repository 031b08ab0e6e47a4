'use client'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { Completion as Option, Completions, KnownValues } from '#lib/certificates/query/completions.ts'
import type { Search } from './use-search.ts'

/** More are found faster by typing on. */
const MAX_OPTIONS = 50

export type Completion = Completions & {
  readonly isOpen: boolean
  readonly text: string
  /** The option that Enter or Tab takes, -1 for none: a plain search is never turned into another. */
  readonly active: number
  /** Something was typed, up to `caret`. */
  readonly offer: (caret: number | null) => void
  readonly accept: (option: Option) => void
  readonly close: () => void
  /** Whether the key was for the list. */
  readonly takes: (event: KeyboardEvent<HTMLInputElement>) => boolean
}

const closed = { isOpen: false, caret: 0, active: -1 }
const nothing: Completions = { span: { from: 0, to: 0 }, field: null, options: [] }

/** What may be typed next, offered under the box while somebody types, and with the arrow down. */
export function useCompletion(
  search: Search,
  input: RefObject<HTMLInputElement | null>,
  known: KnownValues,
): Completion {
  const [{ isOpen: isAsked, caret, active }, setState] = useState(closed)
  const { text } = search
  const found = isAsked ? offeredAt(search, caret, known) : nothing
  const isOpen = found.options.length > 0
  const next = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (next.current === null) return
    input.current?.setSelectionRange(next.current, next.current)
    next.current = null
  }, [text, input])

  const close = () => setState(closed)
  const offer = (at: number | null) => setState(at === null ? closed : { isOpen: true, caret: at, active: -1 })
  const accept = ({ insert, kind }: Option) => {
    const end = found.span.from + insert.length
    next.current = end
    search.type(text.slice(0, found.span.from) + insert + text.slice(found.span.to))
    // Behind a field its values are offered at once.
    setState(kind === 'field' ? { isOpen: true, caret: end, active: -1 } : closed)
  }
  const takes = (event: KeyboardEvent<HTMLInputElement>) => {
    const isTaken = act(event.key, event.currentTarget.selectionStart)
    if (isTaken) event.preventDefault()
    return isTaken
  }
  const act = (key: string, at: number | null): boolean => {
    const option = found.options[active]
    switch (key) {
      case 'ArrowDown':
        if (!isOpen) offer(at)
        else move(active + 1)
        return true
      case 'ArrowUp':
        if (isOpen) move(active - 1)
        return isOpen
      case 'Enter':
      case 'Tab':
        if (option === undefined) close()
        else accept(option)
        return option !== undefined
      case 'Escape':
        close()
        return isOpen
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'Home':
      case 'End':
        close()
        return false
      default:
        return false
    }
  }
  /** Past either end stands the text itself. */
  const move = (to: number) => {
    const count = found.options.length
    setState({ isOpen: true, caret, active: to >= count ? -1 : to < -1 ? count - 1 : to })
  }
  return { ...found, isOpen, text, active, offer, accept, close, takes }
}

/** What stands there already is not offered. */
function offeredAt({ typed, text }: Search, caret: number, known: KnownValues): Completions {
  const found = typed?.completionsAt(text, caret, known) ?? nothing
  const stands = text.slice(found.span.from, found.span.to)
  const options = found.options.filter(({ insert }) => insert !== stands).slice(0, MAX_OPTIONS)
  return { ...found, options }
}

'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useId, type ReactNode, type RefObject } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import type { KnownValues } from '#lib/certificates/query/completions.ts'
import { useCompletion } from './use-completion.ts'
import type { Search } from './use-search.ts'
import { loadTyped } from './use-typed.ts'

// It comes with the reader, without which there is no error: a console that has stopped meanwhile cannot withhold it.
const QueryErrorNote = lazy(() => loadTyped().then((typed) => ({ default: typed.QueryErrorNote })))
const CompletionList = lazy(() =>
  import('./typed/completion-list.tsx').then((module) => ({ default: module.CompletionList })),
)

/** One box for names, serials, Identifiers, fingerprints and whole PEMs; the conditions stand in it before the text. */
export function SearchBox({
  search,
  input,
  chips,
  known,
}: {
  search: Search
  input: RefObject<HTMLInputElement | null>
  chips: ReactNode
  /** What may be offered behind a field. */
  known: KnownValues
}) {
  const t = useTranslations('certificates.search')
  const id = useId()
  const completion = useCompletion(search, input, known)
  // While there is something to choose, the text is not yet what somebody means.
  const error = completion.isOpen ? null : search.error
  const listId = `${id}-list`
  const take = ({ value, selectionStart }: HTMLInputElement) => {
    search.type(value)
    completion.offer(selectionStart)
  }
  const optionId = (index: number) => `${listId}-${String(index)}`
  return (
    <div role="search" className="relative mx-5 max-rail:mx-4">
      <div className="search-frame">
        <Icon name="search" className="text-ink-3 max-rail:order-first max-rail:ml-1" />
        <label htmlFor={id} className="sr-only">
          {t('label')}
        </label>
        {chips}
        <input
          ref={input}
          id={id}
          // A searchbox, as which it is known to those who look for it, may have a list as well as a combobox.
          type="search"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={listId}
          aria-activedescendant={completion.active < 0 ? undefined : optionId(completion.active)}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error === null ? undefined : `${id}-error`}
          onFocus={search.prepare}
          onBlur={completion.close}
          value={search.text}
          placeholder={t('placeholder')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="search"
          aria-keyshortcuts="/"
          onChange={(event) => {
            if (isComposing(event)) {
              search.hold(event.target.value)
              completion.close()
            } else take(event.target)
          }}
          onCompositionEnd={(event) => take(event.currentTarget)}
          onKeyDown={(event) => {
            // Keys of an input method choose among its own words.
            if (isComposing(event) || completion.takes(event)) return
            if (event.key === 'Enter') search.settle()
            if (event.key === 'Escape' && search.text !== '') search.clear()
          }}
          className="search-text"
        />
        {search.text === '' ? (
          <span aria-hidden="true" className="max-rail:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button
            type="button"
            aria-label={t('clear')}
            onClick={() => {
              search.clear()
              input.current?.focus()
            }}
            className="search-clear"
          >
            <Icon name="close" size="facet" />
          </button>
        )}
      </div>
      {completion.isOpen ? (
        <Suspense>
          <CompletionList id={listId} optionId={optionId} {...completion} cas={known.cas} />
        </Suspense>
      ) : null}
      {error === null ? null : (
        <Suspense>
          <QueryErrorNote
            id={`${id}-error`}
            error={error}
            text={search.text}
            isUnasked={search.isUnasked}
            onRepair={(text) => {
              search.write(text)
              input.current?.focus()
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

/** Half a word of an input method. Safari tells the key that ends it after its end, by this number alone. */
function isComposing({ nativeEvent }: { nativeEvent: Event }): boolean {
  const { isComposing: isHalf, keyCode } = nativeEvent as { isComposing?: boolean; keyCode?: number }
  return isHalf === true || keyCode === 229
}

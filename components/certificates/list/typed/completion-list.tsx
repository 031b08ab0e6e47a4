'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { Completion as Option } from '#lib/certificates/query/completions.ts'
import { queryFields } from '#lib/certificates/query/fields.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { Completion } from '../use-completion.ts'
import { useConditionWords } from './condition-words.ts'

/** What may be typed next, each with what it means. */
export function CompletionList({
  id,
  optionId,
  cas,
  ...completion
}: Pick<Completion, 'options' | 'active' | 'accept' | 'field' | 'span' | 'text'> & {
  id: string
  optionId: (index: number) => string
  cas: readonly NamedCa[]
}) {
  const t = useTranslations('query')
  const { options, active, accept } = completion
  const meaningOf = useMeaning(completion, cas)
  const chosen = useRef<HTMLLIElement>(null)
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <ul
      id={id}
      role="listbox"
      aria-label={t('offered')}
      className="absolute top-full left-0 z-10 mt-1 max-h-80 w-108 max-w-full overflow-y-auto rounded-control bg-raised py-1 text-small shadow-(--shadow) max-rail:w-full"
    >
      {options.map((option, index) => (
        <li
          key={option.insert}
          ref={index === active ? chosen : undefined}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          // The focus stays in the box.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => accept(option)}
          className={classNames(
            'flex h-7 cursor-pointer items-center gap-3 px-2.5 whitespace-nowrap hover:bg-well max-rail:h-11',
            index === active && 'bg-well outline-2 -outline-offset-2 outline-focus',
          )}
        >
          <span className="flex min-w-0 font-mono">
            {option.kind === 'ca' ? <UntrustedText text={option.label} cut /> : option.insert}
          </span>
          <span className="ml-auto flex min-w-0 flex-none pl-3 text-ink-3">{meaningOf(option)}</span>
        </li>
      ))}
    </ul>
  )
}

function useMeaning(
  { field, span, text }: Pick<Completion, 'field' | 'span' | 'text'>,
  cas: readonly NamedCa[],
): (option: Option) => string | null {
  const t = useTranslations('query')
  const wordsOf = useConditionWords(cas)
  return ({ kind, insert, label }) => {
    if (kind === 'field') {
      const named = queryFields.find((one) => one === label)
      return named === undefined ? null : t(`field.${named}`)
    }
    // By its Identifier where the name alone does not tell it.
    if (kind === 'ca') {
      return cas.some(({ identifier }) => identifier === insert) ? insert : null
    }
    const operator = /[:<>=]+$/.exec(text.slice(0, span.from).trimEnd())?.[0] ?? ':'
    const read = parseQuery(`${field ?? ''}${operator}${insert}`)
    if (!read.ok || read.value === null) return null
    const { relation = '', value } = wordsOf(read.value)
    return `${relation} ${value}`
  }
}

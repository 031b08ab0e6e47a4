'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { FacetCheckbox } from '#components/ui/checkbox.tsx'
import type { Choices } from './choices.ts'
import { countOf } from './facet-group.tsx'
import type { Choice } from './typed/exclusions.ts'

/** One value of a facet: ticked, turned away, or left open. */
export function FacetChoice({
  choices,
  choice,
  name,
  icon,
  count,
  children,
}: {
  choices: Choices
  choice: Choice
  /** In words, for the button beside it. */
  name: string
  icon?: ReactNode
  count: number | undefined
  children: ReactNode
}) {
  const t = useTranslations('query')
  const stance = choices.stanceOf(choice)
  return (
    <FacetCheckbox
      icon={icon}
      checked={stance !== 'open'}
      exclusion={{
        isOn: stance === 'excluded',
        word: t('not'),
        label: t('exclude', { name }),
        onToggle: () => choices.exclude(choice),
      }}
      onChange={() => (stance === 'excluded' ? choices.exclude(choice) : choices.include(choice))}
      {...countOf(count)}
    >
      {children}
    </FacetCheckbox>
  )
}

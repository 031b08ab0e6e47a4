import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { IconName } from './icon-sprite.tsx'
import { Icon } from './icon.tsx'

type Look = { icon: IconName; text: string; mark?: string }

const looks = {
  valid: { icon: 'valid', text: 'text-ink-2', mark: 'text-ok' },
  expiring: { icon: 'soon', text: 'font-medium text-caution' },
  expired: { icon: 'expired', text: 'font-medium text-ink-3' },
  revoked: { icon: 'revoked', text: 'font-medium text-spent' },
  accepted: { icon: 'accepted', text: 'font-medium text-spent' },
  published: { icon: 'published', text: 'font-medium text-spent' },
  pending: { icon: 'pending', text: 'font-medium text-accent' },
  scheduled: { icon: 'clock', text: 'font-medium text-ink-2', mark: 'text-accent' },
  deleted: { icon: 'deleted', text: 'font-medium text-ink-3' },
  refused: { icon: 'refused', text: 'font-medium text-caution' },
  caution: { icon: 'caution', text: 'text-caution' },
  neutral: { icon: 'dot', text: 'text-ink-2', mark: 'text-ink-3' },
  // The only filled one, since it is the only one that needs a person.
  unknown: {
    icon: 'unknown',
    text: 'h-5.25 rounded-chip bg-caution-fill pr-1.75 pl-1.25 font-semibold text-caution-on painted',
  },
} as const satisfies Record<string, Look>

export type StatusMarkName = keyof typeof looks

/** A state as shape, word and colour; any two of the three can be missing and it is still told. */
export function StatusMark({
  mark,
  after,
  children,
}: {
  mark: StatusMarkName
  /** A second mark behind the word, with its own hidden text: a shield. */
  after?: ReactNode
  children: ReactNode
}) {
  const look: Look = looks[mark]
  return (
    <span className={classNames('inline-flex w-max items-center gap-1.5 align-bottom whitespace-nowrap', look.text)}>
      <Icon name={look.icon} className={look.mark} />
      {children}
      {after}
    </span>
  )
}

/** The shape alone, for facets, where the word stands beside it anyway. */
export function StatusIcon({ mark }: { mark: StatusMarkName }) {
  const look: Look = looks[mark]
  const tone = mark === 'unknown' ? 'text-caution' : (look.mark ?? look.text)
  return <Icon name={look.icon} size="facet" className={tone} />
}

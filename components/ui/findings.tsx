import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { IconName } from './icon-sprite.tsx'
import { Icon } from './icon.tsx'

export type Finding = {
  readonly key: string
  /** `hesitate` draws the amber triangle: only where the operator should stop and think. */
  readonly weight: 'hesitate' | 'note' | 'good'
  /** One line of claim. */
  readonly claim: ReactNode
  /** One line of fact. */
  readonly fact?: ReactNode
  readonly icon?: IconName
}

const marks = {
  hesitate: { icon: 'caution', tone: 'text-caution' },
  note: { icon: 'info', tone: 'text-ink-3' },
  good: { icon: 'valid', tone: 'text-ok' },
} as const

/** What was found out, worst first, ruled and not boxed. */
export function Findings({ findings, label }: { findings: readonly Finding[]; label?: string }) {
  return (
    <ul className="border-t border-line" aria-label={label}>
      {findings.map(({ key, weight, claim, fact, icon = marks[weight].icon }) => (
        <li
          key={key}
          className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.25 border-b border-line py-2 last:border-b-0 last:pb-0"
        >
          <Icon name={icon} className={classNames('mt-0.5', marks[weight].tone)} />
          <div>
            <div className="font-semibold">{claim}</div>
            {fact === undefined ? null : <p className="text-pretty text-ink-2">{fact}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}

import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { IconName } from './icon-sprite.tsx'
import { Icon } from './icon.tsx'

export type TimelineEntry = {
  readonly key: string
  readonly icon: IconName
  readonly title: ReactNode
  readonly detail?: ReactNode
  readonly at?: ReactNode
  /** The entry that says where things stand: accent, and always first. */
  readonly now?: boolean
}

/** What happened, newest first. `on` is the ground that it lies on, so that the icons cut the line. */
export function Timeline({ entries, on = 'form' }: { entries: readonly TimelineEntry[]; on?: 'form' | 'sheet' }) {
  const ground = on === 'form' ? 'bg-form' : 'bg-sheet'
  return (
    <ol>
      {entries.map(({ key, icon, title, detail, at, now = false }) => (
        <li
          key={key}
          className="relative grid grid-cols-[1.0625rem_minmax(0,1fr)] gap-x-2.75 pb-3.75 before:absolute before:top-2 before:-bottom-2 before:left-2 before:border-l before:border-line-2 last:before:hidden"
        >
          <Icon
            name={icon}
            className={classNames(
              'relative mt-0.5 forced-colors:bg-[Canvas]',
              ground,
              now ? 'text-accent' : 'text-ink-2',
            )}
          />
          <div>
            <div className={classNames('font-semibold', now && 'text-accent')}>{title}</div>
            {detail === undefined ? null : <div className="text-ink-2">{detail}</div>}
            {at === undefined ? null : <div className="text-small text-ink-3">{at}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}

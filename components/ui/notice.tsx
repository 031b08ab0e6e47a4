import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { IconName } from './icon-sprite.tsx'
import { Icon } from './icon.tsx'

/**
 * Something the reader must know before going on. Amber for a refusal or a fault (never red: red is destruction),
 * plain for a fact. `live="alert"` interrupts (a failure after an action), `"status"` waits its turn; leave it out for
 * what is there when the page opens. `band` runs from edge to edge, between the body of a dialog and its buttons.
 */
export function Notice({
  title,
  tone = 'caution',
  icon = tone === 'caution' ? 'caution' : 'info',
  shape = 'box',
  live,
  children,
}: {
  title: ReactNode
  tone?: 'caution' | 'plain'
  icon?: IconName
  shape?: 'box' | 'band'
  live?: 'alert' | 'status'
  children?: ReactNode
}) {
  return (
    <div
      role={live}
      className={classNames(
        'grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 gap-y-0.5',
        shape === 'box' ? 'rounded-control border px-3.5 py-3' : 'border-t px-6 py-3.5 max-rail:px-4',
        tone === 'caution' ? 'border-caution/55 bg-caution-wash' : 'border-line-2 bg-well',
      )}
    >
      <Icon name={icon} className={classNames('mt-0.5', tone === 'caution' ? 'text-caution' : 'text-ink-3')} />
      <div className="font-semibold">{title}</div>
      {children === undefined ? null : <div className="col-start-2 text-ink-2">{children}</div>}
    </div>
  )
}

/** Pairs of facts under a notice (code, RequestId), side by side as long as they fit. */
export function NoticeFacts({ children }: { children: ReactNode }) {
  return <div className="mt-1.5 flex flex-wrap items-baseline gap-x-5.5 gap-y-1">{children}</div>
}

export function NoticeFact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span>
      <span className="text-small text-ink-3">{label}</span> {children}
    </span>
  )
}

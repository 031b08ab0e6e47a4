import type { ReactNode } from 'react'

export type Step = {
  readonly key: string
  readonly title: ReactNode
  /** At most two short lines. */
  readonly detail?: ReactNode
  /** `now` is the one place where the now line stands; without it everything is done or all is still to come. */
  readonly state: 'done' | 'now' | 'todo'
}

/**
 * The way of one act, left to right and on phones downwards: solid what is behind, the now line where it stands, thin
 * what is ahead. Steps that nobody can take yet are left out by the caller, not greyed.
 */
export function Steps({ steps, label }: { steps: readonly Step[]; label: string }) {
  return (
    <ol className="steps" aria-label={label} style={{ '--steps': steps.length }}>
      {steps.map(({ key, title, detail, state }) => (
        <li key={key} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          <div className="step-title">{title}</div>
          {detail === undefined ? null : <div>{detail}</div>}
        </li>
      ))}
    </ol>
  )
}

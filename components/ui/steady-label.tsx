import type { ReactNode } from 'react'

/** A label that can change without moving what stands beside it: it is as wide as the widest of its kind. */
export function SteadyLabel({ others, children }: { others: readonly string[]; children: ReactNode }) {
  return (
    <span className="grid">
      <span className="col-start-1 row-start-1">{children}</span>
      {others.map((other) => (
        <span key={other} className="invisible col-start-1 row-start-1 h-0" aria-hidden="true">
          {other}
        </span>
      ))}
    </span>
  )
}

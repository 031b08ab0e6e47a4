import type { ReactNode } from 'react'

/**
 * A label that can change, and become bold, without moving what stands beside it: it is as wide as the widest of its kind
 * is at its boldest.
 */
export function SteadyLabel({ others, children }: { others: readonly string[]; children: ReactNode }) {
  return (
    <span className="grid text-start">
      <span className="col-start-1 row-start-1">{children}</span>
      {others.map((other) => (
        <span key={other} className="invisible col-start-1 row-start-1 h-0 font-semibold" aria-hidden="true">
          {other}
        </span>
      ))}
    </span>
  )
}

import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/**
 * A place whose changes are read out. It must be in the document before its text is, so render it always and fill it
 * later. `status` waits for a pause; `alert` interrupts and is for failures only. Live figures never stand in one.
 */
export function LiveRegion({
  tone = 'status',
  hidden = true,
  look = 'caution',
  children,
}: {
  tone?: 'status' | 'alert'
  /** For assistive technology only, when the same is already in sight. */
  hidden?: boolean
  /** Of what is in sight: a failure, or a plain word. */
  look?: 'caution' | 'plain'
  children?: ReactNode
}) {
  return (
    <span
      role={tone}
      className={classNames(
        hidden ? 'sr-only' : 'ml-2 text-small',
        !hidden && (look === 'caution' ? 'text-caution' : 'text-ink-2'),
      )}
    >
      {children}
    </span>
  )
}

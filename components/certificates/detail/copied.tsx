import type { ReactNode } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'

/** A value with the button that copies the whole of it, on the value's own line. */
export function Copied({ value, label, children }: { value: string; label: string; children: ReactNode }) {
  return (
    <span className="-my-1 inline-flex max-w-full items-center gap-x-0.5">
      <span className="min-w-0">{children}</span>
      <CopyButton look="quiet" size="small" bare value={value} label={label} />
    </span>
  )
}

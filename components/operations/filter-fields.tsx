import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { Icon } from '#components/ui/icon.tsx'

/** A control of a bar over a table: lower than one in a dialog, and of a finger's size on phones. */
export const controlLook =
  'block h-7.5 w-full rounded-control border border-control bg-sheet px-2 text-ink max-rail:h-10 max-rail:text-[1rem]'

export function Labelled({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <label className={classNames('grid min-w-0 gap-0.5 text-small text-ink-3', wide && 'max-rail:col-span-full')}>
      {label}
      {children}
    </label>
  )
}

export function Select(props: Omit<ComponentProps<'select'>, 'className'>) {
  return (
    <span className="relative block">
      <select {...props} className={`${controlLook} appearance-none pr-7`} />
      <Icon
        name="caret"
        size="caret"
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-2"
      />
    </span>
  )
}

import type { ReactNode } from 'react'

/** The first line of a list page: its name, and what can be done with the whole. */
export function PageHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex items-center gap-3 px-5 pt-3.5 pb-2.5 max-side:flex-wrap max-rail:px-4">
      <h1 className="mr-auto min-w-0 text-title">{title}</h1>
      {children}
    </div>
  )
}

import type { ReactNode } from 'react'

/** What waits for a person stands beside the figures, and where there is no room for both before them. */
export function OverviewRegions({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  return (
    <div className="flex-1 border-t border-line side:grid side:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="border-line bg-form side:order-last side:border-l">{aside}</div>
      <div className="min-w-0">{children}</div>
    </div>
  )
}

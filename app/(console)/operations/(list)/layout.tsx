import type { ReactNode } from 'react'
import '#components/operations/operation-filter-bar.tsx'
import '#components/operations/operation-table.tsx'

/** What the page and what waits in its place have in common is carried once: see the layout of the certificates' list. */
export default function OperationListLayout({ children }: { children: ReactNode }) {
  return children
}

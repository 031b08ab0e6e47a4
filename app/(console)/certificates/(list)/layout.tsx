import type { ReactNode } from 'react'
import '#components/certificates/list/waiting-table.tsx'

/**
 * The page and what waits in its place are bundled apart, and each would carry what they have in common: what a layout
 * above them names is carried once.
 */
export default function CertificateListLayout({ children }: { children: ReactNode }) {
  return children
}

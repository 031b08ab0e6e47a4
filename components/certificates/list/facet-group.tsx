import type { ReactNode } from 'react'
import { formatCount } from '#lib/core/format.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import type { Choices } from './choices.ts'
import type { Go } from './use-list-address.ts'

export type FacetProps = {
  /** With what is typed in its place among the conditions. */
  readonly filter: CertificateFilter
  readonly go: Go
  readonly choices: Choices
  /** Undefined until the counts are there; what can be chosen stands there at once. */
  readonly facets: CertificateFacets | undefined
}

/** The choices of one kind, under their name. */
export function FacetGroup({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="mb-3.5 min-w-0">
      <legend className="mb-1 text-small font-semibold">{legend}</legend>
      {children}
    </fieldset>
  )
}

export function countOf(count: number | undefined): { count?: string } {
  return count === undefined ? {} : { count: formatCount(count) }
}

'use client'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateRights } from '../../rights.ts'
import type { Found } from '../found.ts'
import { ViewsMenu } from '../views/views-menu.tsx'
import { ExportMenu } from './export-menu.tsx'

/** What can be done with the list as a whole: found again by a name, or had as a file. */
export function ListActions({
  filter,
  found,
  failure,
  rights,
}: {
  filter: CertificateFilter
  found: Found
  /** Why there are no rows for the filter. */
  failure: Error | null
  rights: CertificateRights
}) {
  return (
    <>
      <ViewsMenu filter={filter} mayShare={rights.mayShareViews} />
      <ExportMenu filter={filter} found={found} failure={failure} />
    </>
  )
}

'use client'
import { useSearchParams } from 'next/navigation'
import { filterIn } from './address.ts'
import { CertificateSkeletonRows } from './certificate-skeleton-rows.tsx'
import { CertificateTable } from './certificate-table.tsx'
import { useColumns } from './use-columns.ts'

/** The table that is on its way, with the columns and the order that the address names. `now` is epoch ms. */
export function WaitingTable({ now }: { now: number }) {
  const filter = filterIn(useSearchParams())
  const columns = useColumns(filter.columns)
  return (
    <CertificateTable filter={filter} validity={undefined} now={now} isBusy>
      <CertificateSkeletonRows columns={columns} />
    </CertificateTable>
  )
}

import { SkeletonRows, type SkeletonColumn } from '#components/ui/skeleton.tsx'

const columns: readonly SkeletonColumn[] = [
  { share: 0.6, phone: 'name' },
  { share: 0.7, phone: 'none', from: 980 },
  { share: 0.8, phone: 'start', from: 900 },
  { share: 0.8, phone: 'middle' },
  { share: 0.6, phone: 'status' },
  { share: 0.7, phone: 'strip', from: 780 },
  { share: 0.8, phone: 'end' },
  { share: 0, phone: 'action' },
]

/** As many rows as a screen shows, in the place of those that are on their way. */
export function CertificateSkeletonRows({ rows = 18 }: { rows?: number }) {
  return <SkeletonRows rows={rows} columns={columns} />
}

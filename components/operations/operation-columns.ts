import type { SkeletonColumn } from '#components/ui/skeleton.tsx'

/** The columns of the table of operations as a skeleton draws them. */
export const operationColumns: readonly SkeletonColumn[] = [
  { share: 0.95, phone: 'start' },
  { share: 0.7, phone: 'end' },
  { share: 0.6, phone: 'name' },
  { share: 0.6, phone: 'status' },
  { share: 0.8, from: 780 },
  { share: 0.8, from: 980 },
  { share: 0.6, from: 1100 },
]

import { SkeletonRows, type SkeletonColumn } from '#components/ui/skeleton.tsx'
import { columnOf, defaultIds } from './columns.ts'
import type { ShownColumns } from './use-columns.ts'

/** As many rows as a screen shows, in the place of those that are on their way. */
export function CertificateSkeletonRows({
  columns: { choices, isDefault },
  rows = 18,
}: {
  columns: Pick<ShownColumns, 'choices' | 'isDefault'>
  rows?: number
}) {
  const shown = choices.map(({ id }): SkeletonColumn => {
    const { share, phone, from, align } = columnOf(id)
    return {
      share,
      ...(phone !== undefined && { phone }),
      ...(isDefault && from !== undefined && { from }),
      ...(align !== undefined && { align }),
    }
  })
  const unchosen = defaultIds
    .filter((id) => choices.every((choice) => choice.id !== id))
    .map((id): SkeletonColumn => ({ share: columnOf(id).share, phone: columnOf(id).phone ?? 'none', onPhones: true }))
  return <SkeletonRows rows={rows} columns={[...shown, ...unchosen, { share: 0, phone: 'action' }]} />
}

import { OperationListSkeleton } from '#components/operations/operation-list-skeleton.tsx'

export default function OperationsLoading() {
  return <OperationListSkeleton />
}

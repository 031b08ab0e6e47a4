import { ReceiptSkeleton } from '#components/operations/receipt-skeleton.tsx'

export default function OperationLoading() {
  return <ReceiptSkeleton />
}

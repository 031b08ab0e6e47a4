import { ReceiptSkeleton } from '#components/operations/receipt-skeleton.tsx'

export default function RequestLoading() {
  return <ReceiptSkeleton />
}

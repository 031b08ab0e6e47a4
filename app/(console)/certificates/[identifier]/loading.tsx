import { DetailSkeleton } from '#components/certificates/detail/detail-skeleton.tsx'

export default function CertificateLoading() {
  return <DetailSkeleton />
}

import { CertificateListSkeleton } from '#components/certificates/list/certificate-list-skeleton.tsx'
import { systemClock } from '#lib/core/clock.ts'

export default function CertificatesLoading() {
  return <CertificateListSkeleton now={systemClock.now()} />
}

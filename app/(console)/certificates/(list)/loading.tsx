import { CertificateListSkeleton } from '#components/certificates/list/certificate-list-skeleton.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { systemClock } from '#lib/core/clock.ts'

export default function CertificatesLoading() {
  return (
    <ClientMessages namespaces={['certificates']}>
      <CertificateListSkeleton now={systemClock.now()} />
    </ClientMessages>
  )
}

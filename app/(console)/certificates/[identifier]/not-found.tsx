import { UnknownCertificate } from '#components/certificates/detail/unknown-certificate.tsx'

export default function CertificateNotFound() {
  return <UnknownCertificate />
}

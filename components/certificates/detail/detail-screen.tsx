'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Annotations } from '#components/annotations/annotations.tsx'
import { ReadFailure } from '#components/shell/states/read-failure.tsx'
import { SessionEnded } from '#components/shell/states/session-ended.tsx'
import { Button } from '#components/ui/button.tsx'
import { DocumentPage } from '#components/ui/document.tsx'
import { useIsHydrated } from '#components/ui/hydrated.ts'
import { PageState } from '#components/ui/page-state.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'
import { ApiError } from '#lib/http/problem.ts'
import type { CertificateRights } from '../rights.ts'
import { DangerActs } from './danger-acts.tsx'
import { DetailSkeleton } from './detail-skeleton.tsx'
import { Encodings } from './encodings.tsx'
import { Evidence } from './evidence.tsx'
import { Extensions } from './extensions.tsx'
import { FollowOperation } from './follow-operation.tsx'
import { History } from './history.tsx'
import { Identity } from './identity.tsx'
import { KeyAndUse } from './key-and-use.tsx'
import { liveFailureIn } from './last-word.ts'
import { Names } from './names.tsx'
import { Neighbourhood } from './neighbourhood.tsx'
import { Reading } from './reading.tsx'
import { Remarks } from './remarks.tsx'
import { ScheduledDeletion } from './scheduled-deletion.tsx'
import { UnknownCertificate } from './unknown-certificate.tsx'
import { UnreadCertificate } from './unread-certificate.tsx'
import { ValidityRuler } from './validity-ruler.tsx'

// One certificate. This room owns what is told of it and the way to the two dangerous dialogs; what it shows was read
// from the vendor for this page, or it says that it was not, and why.

/** `/certificates/<Identifier>` whole. Needs the query client of the console and `detailNamespaces`. */
export function DetailScreen({
  identifier,
  person,
  rights,
  renderedAt,
}: {
  identifier: string
  /** Who reads it here: what they begin to write is kept for them alone. */
  person: string
  rights: CertificateRights
  renderedAt: number
}) {
  const { data, error, isFetching, refetch } = useQuery(certificateDetailOptions(identifier))
  // A browser whose clock is ahead takes what was just read for old, and reads again from its first moment on.
  const isReading = useIsHydrated() && isFetching
  const readAgain = () => void refetch()
  if (data !== undefined) {
    const liveFailure = liveFailureIn(error)
    const certificate = liveFailure === null ? data : { ...data, source: 'mirror' as const, liveFailure }
    const reading = { isReading, failure: liveFailure === null ? error : null, readAgain }
    return (
      <CertificateDocument
        certificate={certificate}
        person={person}
        rights={rights}
        renderedAt={renderedAt}
        reading={reading}
      />
    )
  }
  if (error === null) return <DetailSkeleton />
  return <DetailFailure error={error} here={paths.certificate(identifier)} onRetry={readAgain} />
}

function CertificateDocument({
  certificate,
  person,
  rights,
  renderedAt,
  reading,
}: {
  certificate: CertificateDetail
  person: string
  rights: CertificateRights
  renderedAt: number
  reading: { isReading: boolean; failure: Error | null; readAgain: () => void }
}) {
  const now = useNow(renderedAt, 60_000)
  return (
    <DocumentPage side={<History certificate={certificate} now={now} rights={rights} />}>
      <Identity certificate={certificate} now={now}>
        <Reading certificate={certificate} renderedAt={renderedAt} {...reading} />
      </Identity>
      <FollowOperation certificate={certificate} renderedAt={renderedAt} />
      <ScheduledDeletion certificate={certificate} mayCancel={rights.mayDelete} />
      <ValidityRuler certificate={certificate} now={now} />
      <Remarks certificate={certificate} />
      <Annotations
        identifier={certificate.identifier}
        annotation={certificate.annotation}
        person={person}
        mayAnnotate={rights.mayAnnotate}
      />
      <div className="gap-x-8 pair:grid pair:grid-cols-2">
        <Names certificate={certificate} />
        <KeyAndUse certificate={certificate} />
      </div>
      <Evidence certificate={certificate} mayExport={rights.mayExport} />
      <Neighbourhood certificate={certificate} now={now} />
      <Extensions certificate={certificate} />
      <Encodings certificate={certificate} />
      <DangerActs certificate={certificate} rights={rights} />
    </DocumentPage>
  )
}

function DetailFailure({ error, here, onRetry }: { error: Error; here: string; onRetry: () => void }) {
  const t = useTranslations('certificate.failure')
  const known = error instanceof ApiError ? error : null
  if (known?.status === 404) return <UnknownCertificate />
  if (known?.status === 401) return <SessionEnded here={here} />
  const liveFailure = liveFailureIn(error)
  if (liveFailure !== null) return <UnreadCertificate failure={liveFailure} />
  const again = <Button onClick={onRetry}>{t('again')}</Button>
  if (known === null || known.correlationId === null) {
    return (
      <PageState live="alert" heading={t('silent.heading')} actions={again}>
        <p>{t('silent.text')}</p>
      </PageState>
    )
  }
  return (
    <ReadFailure heading={t('heading')} correlationId={known.correlationId} actions={again}>
      {t('text')}
    </ReadFailure>
  )
}

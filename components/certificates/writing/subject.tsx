'use client'
import { useTranslations } from 'next-intl'
import { Absent } from '#components/ui/absent.tsx'
import { Identifier, Serial } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { SkeletonBar } from '#components/ui/skeleton.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { instantOf } from '#lib/core/format.ts'
import { nameOf } from '../name-of.ts'
import { GATE_LENGTH } from '#lib/certificates/gate.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'

/** Who it is about, whole and as it is: nothing here is cut. The characters that the gate asks for are underlined. */
export function Subject({ preview, isGated }: { preview: WritePreview; isGated: boolean }) {
  const t = useTranslations('writes.subject')
  const { certificate } = preview
  const readAt = preview.readAt === null ? 0 : (instantOf(preview.readAt) ?? 0)
  const endsAt = certificate.notAfter === null ? null : instantOf(certificate.notAfter)
  return (
    <>
      <p className="text-title">
        <UntrustedText text={nameOf(certificate)} />
      </p>
      <p className="mb-2.5 text-ink-2">{t(`type.${certificate.type}`)}</p>
      <KeyValues>
        <KeyValue term={t('serial')} wide>
          <Serial value={certificate.serialNumber} mark={isGated ? GATE_LENGTH : 0} />
        </KeyValue>
        {certificate.alias === null ? null : (
          <KeyValue term={t('alias')}>
            <UntrustedText text={certificate.alias} />
          </KeyValue>
        )}
        {preview.owner === '' ? null : (
          <KeyValue term={t('owner')}>
            <UntrustedText text={preview.owner} />
          </KeyValue>
        )}
        <KeyValue term={t('ca')}>
          {certificate.caName === null ? (
            <Identifier value={certificate.caIdentifier} />
          ) : (
            <UntrustedText text={certificate.caName} />
          )}
        </KeyValue>
        <KeyValue term={t('expires')}>
          {endsAt === null ? (
            <Absent />
          ) : (
            t.rich('expired', {
              day: () => <Instant at={endsAt} precision="day" />,
              age: () => <RelativeAge at={endsAt} renderedAt={readAt} inline />,
            })
          )}
        </KeyValue>
        {certificate.revokeTime === null ? null : (
          <KeyValue term={t('revoked')}>
            <Instant at={certificate.revokeTime} />
          </KeyValue>
        )}
      </KeyValues>
    </>
  )
}

/** The same lines before the reading is there: their labels are real, their values are on their way, or did not come. */
export function SubjectSkeleton({ identifier, isReading }: { identifier: string; isReading: boolean }) {
  const t = useTranslations('writes.subject')
  const onItsWay = (width: string) => (isReading ? <SkeletonBar width={width} /> : <Absent />)
  return (
    <div aria-busy={isReading}>
      <div className="flex h-7 items-center">{onItsWay('62%')}</div>
      <div className="mb-2.5 flex h-5 items-center">{isReading ? <SkeletonBar width="24%" /> : null}</div>
      <KeyValues>
        <KeyValue term={t('identifier')} wide>
          <Identifier value={identifier} />
        </KeyValue>
        {(['serial', 'ca', 'expires'] as const).map((term) => (
          <KeyValue key={term} term={t(term)}>
            <span className="flex h-5 items-center">{onItsWay('48%')}</span>
          </KeyValue>
        ))}
      </KeyValues>
    </div>
  )
}

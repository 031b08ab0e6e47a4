'use client'
import { useTranslations } from 'next-intl'
import { CrlFile } from '#components/evidence/crl-file.tsx'
import type { Publication } from '#lib/evidence/publication.ts'
import { ShortInstant } from './short-instant.tsx'

/** What the CRL showed, with the file that shows it. */
export function PublicationNote({
  step,
  publication,
  renderedAt,
}: {
  step: 'published' | 'publication_overdue' | 'still_listed' | 'vanished'
  publication: Publication
  renderedAt: number
}) {
  const t = useTranslations('receipt.step.note')
  const { evidence, watch, expectedBy } = publication
  switch (step) {
    case 'published':
      return evidence === null ? null : <CrlFile sha256={evidence.sha256} number={evidence.number} />
    case 'publication_overdue':
      return expectedBy === null
        ? t('neverRead')
        : t.rich('expectedBy', { at: () => <ShortInstant at={expectedBy} renderedAt={renderedAt} /> })
    case 'still_listed':
    case 'vanished':
      return watch === null || watch.sha256 === null ? null : <CrlFile sha256={watch.sha256} number={null} />
  }
}

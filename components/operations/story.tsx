'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { nameOf } from '#components/certificates/name-of.ts'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { paths } from '#lib/core/paths.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import { ReasonName } from './reason-words.tsx'

/** A permalink is opened by somebody who was not there: the whole in two sentences. */
export function Story({ id }: { id: string }) {
  const t = useTranslations('receipt.story')
  const { vendor } = useVendorWords()
  const { data: operation } = useQuery(operationOptions(id))
  if (operation === undefined) return null
  const { kind, identifier, certificate, requestedBy, requestedAt, reason } = operation
  return (
    <p className="mt-3.5 max-w-[70ch] text-[0.9375rem] leading-5.75 text-pretty">
      {t.rich(kind, {
        vendor,
        who: () => <UntrustedText text={requestedBy} />,
        name: () => (
          <TextLink href={paths.certificate(identifier)}>
            <UntrustedText text={nameOf({ ...certificate, identifier })} />
          </TextLink>
        ),
        at: () => <Instant at={requestedAt} />,
        reason: () => <ReasonName reason={reason} />,
      })}
    </p>
  )
}

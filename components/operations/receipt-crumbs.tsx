import { useTranslations } from 'next-intl'
import { Breadcrumb } from '#components/ui/breadcrumb.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { paths } from '#lib/core/paths.ts'
import type { OperationKind } from '#lib/operations/state.ts'

/** Where a receipt lies. Without a name it was opened by its RequestId. */
export function ReceiptCrumbs({ kind, name }: { kind: OperationKind; name: string | null }) {
  const t = useTranslations('receipt.crumb')
  return (
    <Breadcrumb
      crumbs={[
        { key: 'operations', label: t('label'), href: paths.operations },
        name === null
          ? { key: 'request', label: t('request') }
          : { key: 'operation', label: <CrumbName word={t(kind)} name={name} /> },
      ]}
    />
  )
}

/** The word stays, the name gives up its middle. */
function CrumbName({ word, name }: { word: string; name: string }) {
  return (
    <span className="flex min-w-0 gap-1">
      <span className="flex-none">{word}</span>
      <UntrustedText text={name} cut />
    </span>
  )
}

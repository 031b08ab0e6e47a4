import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Absent } from '#components/ui/absent.tsx'
import { Identifier, Serial } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { subjectParts, type SubjectAttribute } from '#lib/certificates/subject-parts.ts'
import { TextLink } from '#components/ui/text-link.tsx'
import { CaName } from '../ca-name.tsx'
import { CertificateStatusMark } from '../status-words.tsx'
import type { ColumnId } from './columns.ts'

type CellColumn = Exclude<ColumnId, 'name' | 'validity'>

const DAY_MS = 24 * 60 * 60 * 1000

/** What one column says of a certificate, on one line. `now` is epoch ms. */
export function CertificateCell({ column, item, now }: { column: CellColumn; item: CertificateItem; now: number }) {
  const t = useTranslations('certificates')
  switch (column) {
    case 'type':
      return t(`type.${item.type}`)
    case 'ca':
      return (
        <span className="block truncate max-rail:max-w-26 max-chip:max-w-20">
          <CaName name={item.caName ?? item.caIdentifier} />
        </span>
      )
    case 'serial':
      return item.serialNumber === '' ? (
        <span className="text-ink-3">{t('notIssued')}</span>
      ) : (
        <Serial value={item.serialNumber} short />
      )
    case 'status':
      return <Status item={item} now={now} />
    case 'expires':
      return <Instant at={item.notAfter} precision="day" />
    case 'notBefore':
      return <Instant at={item.notBefore} precision="day" />
    case 'days':
      return lifetimeOf(item) ?? <Absent />
    case 'revokeTime':
      return <Instant at={item.revokeTime} precision="minute" />
    case 'firstSeen':
      return <Instant at={item.firstSeenAt} precision="minute" />
    case 'lastSeen':
      return <Instant at={item.lastSeenAt} precision="minute" />
    case 'key':
      return <Text value={`${item.algorithm} ${String(item.keySize)}`} />
    case 'signature':
      return <Text value={item.signAlgorithm} />
    case 'alias':
      return <Text value={item.alias} />
    case 'sans':
      return <Text value={item.sans.map(({ value }) => value).join(', ')} />
    case 'subject':
      return <Text value={item.subject} />
    case 'identifier':
      return <Identifier value={item.identifier} />
    case 'customIdentifier':
      return <Text value={item.customIdentifier} />
    case 'vendorId':
      return <Text value={item.vendorId} />
    case 'resourceGroup':
      return <Text value={item.resourceGroupId} />
    case 'sha256':
    case 'md5':
      return item[column] === '' ? <Absent /> : <Serial value={item[column]} short />
    default:
      return <Text value={subjectParts(item.subject, attributeOf[column]).join(' + ')} />
  }
}

const attributeOf = {
  organization: 'O',
  unit: 'OU',
  locality: 'L',
  state: 'ST',
  country: 'C',
} as const satisfies Partial<Record<ColumnId, SubjectAttribute>>

function Text({ value }: { value: string | null }): ReactNode {
  return value === null || value === '' ? <Absent /> : <UntrustedText text={value} cut />
}

/** The API's Days: whole days from notBefore to notAfter. */
function lifetimeOf({ notBefore, notAfter }: CertificateItem): string | null {
  const from = instantOf(notBefore ?? '')
  const to = instantOf(notAfter ?? '')
  return from === null || to === null ? null : String(Math.round((to - from) / DAY_MS))
}

/** What is under way leads to its operation: that is where it is followed and settled. */
function Status({ item, now }: { item: CertificateItem; now: number }) {
  const mark = <CertificateStatusMark certificate={item} now={now} />
  if (item.openOperationId === null) return mark
  return (
    <span className="relative z-1">
      <TextLink href={paths.operation(item.openOperationId)} quiet>
        {mark}
      </TextLink>
    </span>
  )
}

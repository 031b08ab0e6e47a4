'use client'
import { useTranslations } from 'next-intl'
import { memo, useId, type ReactNode } from 'react'
import { Absent } from '#components/ui/absent.tsx'
import { Serial } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { IntervalStrip, NowCell, type TimeAxis } from '#components/ui/interval-strip.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { RowAction } from '#components/ui/row-action.tsx'
import { Cell, Row } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { CaName } from '../ca-name.tsx'
import type { HeldOff } from '../held-off.ts'
import { nameOf } from '../name-of.ts'
import { CertificateStatusMark, toneOf } from '../status-words.tsx'
import { revokeOf } from './revoke-off.ts'

type RowStanding = {
  /** Epoch ms, by the minute. */
  readonly now: number
  readonly mayRevoke: boolean
  /** Why nothing can be revoked just now. */
  readonly heldOff: HeldOff | null
}

/** One certificate on one line, on phones as a block of three lines and the strip. */
export const CertificateRow = memo(function CertificateRow({
  item,
  axisFrom,
  axisTo,
  isOpen,
  onRevoke,
  ...standing
}: RowStanding & {
  item: CertificateItem
  /** The axis that all rows share, epoch ms; as two numbers, so that a row that is the same is not drawn again. */
  axisFrom: number
  axisTo: number
  /** Its dialog is open. */
  isOpen: boolean
  onRevoke: (identifier: string) => void
}) {
  const t = useTranslations('certificates')
  const nameId = useId()
  const { identifier, serialNumber, alias, caName } = item
  return (
    <Row open={isOpen}>
      <Cell phone="name">
        <span
          id={nameId}
          className="max-rail:[&_a]:after:absolute max-rail:[&_a]:after:inset-0 max-rail:[&_a]:after:content-['']"
        >
          <NameLink
            href={paths.certificate(identifier)}
            name={nameOf(item)}
            {...(alias !== null && alias !== '' && { alias: <UntrustedText text={alias} cut /> })}
          />
        </span>
      </Cell>
      <Cell phone="none" from={980} tone="quiet">
        {t(`type.${item.type}`)}
      </Cell>
      <Cell phone="start" from={900} tone="quiet">
        <span className="block truncate max-rail:max-w-26 max-chip:max-w-20">
          <CaName name={caName ?? item.caIdentifier} />
        </span>
      </Cell>
      <Cell phone="middle">
        {serialNumber === '' ? (
          <span className="text-ink-3">{t('notIssued')}</span>
        ) : (
          <Serial value={serialNumber} short />
        )}
      </Cell>
      <Cell phone="status">
        <Status item={item} now={standing.now} />
      </Cell>
      <NowCell from={780}>
        <Strip item={item} axis={{ from: axisFrom, to: axisTo, now: standing.now }} />
      </NowCell>
      <Cell phone="end" align="right">
        {item.notAfter === null ? <Absent /> : <Instant at={item.notAfter} precision="day" />}
      </Cell>
      <Cell phone="action" align="right">
        <Action item={item} standing={standing} describedBy={nameId} onRevoke={onRevoke} />
      </Cell>
    </Row>
  )
})

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

function Strip({ item, axis }: { item: CertificateItem; axis: TimeAxis }) {
  const { now } = axis
  const from = instantOf(item.notBefore ?? '')
  const to = instantOf(item.notAfter ?? '')
  const tone = from === null || to === null ? 'none' : toneOf(item, now)
  return (
    <IntervalStrip
      from={from ?? now}
      to={to ?? now}
      axis={axis}
      tone={tone}
      cutAt={item.revokeTime === null ? null : instantOf(item.revokeTime)}
    />
  )
}

function Action({
  item,
  standing,
  describedBy,
  onRevoke,
}: {
  item: CertificateItem
  standing: RowStanding
  describedBy: string
  onRevoke: (identifier: string) => void
}): ReactNode {
  const t = useTranslations('certificates')
  const state = revokeOf(item, standing)
  if (state === 'none') return null
  const reason = state === 'available' ? undefined : t(`off.${state}`)
  return (
    <span className="relative z-1">
      <RowAction
        unavailable={reason}
        onClick={() => onRevoke(item.identifier)}
        {...(reason === undefined && { 'aria-describedby': describedBy })}
      >
        {t('revoke')}
      </RowAction>
    </span>
  )
}

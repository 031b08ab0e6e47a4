'use client'
import { useTranslations } from 'next-intl'
import { memo, useId, type ReactNode } from 'react'
import { CheckboxMark } from '#components/ui/checkbox.tsx'
import { IntervalStrip, NowCell, type TimeAxis } from '#components/ui/interval-strip.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { RowAction } from '#components/ui/row-action.tsx'
import { Cell, Row } from '#components/ui/table.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import type { HeldOff } from '../held-off.ts'
import { nameOf } from '../name-of.ts'
import { toneOf } from '../status-words.tsx'
import { CertificateCell } from './certificate-cell.tsx'
import { columnOf, defaultIds, type ColumnId } from './columns.ts'
import { revokeOf } from './revoke-off.ts'

type RowStanding = {
  /** Epoch ms, by the minute. */
  readonly now: number
  readonly mayRevoke: boolean
  /** Why nothing can be revoked just now. */
  readonly heldOff: HeldOff | null
}

type RowPlace = {
  /** From 0 on its page. */
  readonly index: number
  /** The one of all rows that Tab leads to; arrow keys lead to the others. */
  readonly isCurrent: boolean
  readonly isSelected: boolean
}

/** One certificate on one line, on phones as a block of three lines and the strip. */
export const CertificateRow = memo(function CertificateRow({
  item,
  columns,
  givesWay,
  axisFrom,
  axisTo,
  isAxisKnown,
  index,
  isCurrent,
  isSelected,
  isOpen,
  onRevoke,
  ...standing
}: RowStanding &
  RowPlace & {
    item: CertificateItem
    columns: readonly ColumnId[]
    /** Columns are left out where there is little room. */
    givesWay: boolean
    /** The axis that all rows share, epoch ms; as two numbers, so that a row that is the same is not drawn again. */
    axisFrom: number
    axisTo: number
    /** Before that a strip would show a length that it has not. */
    isAxisKnown: boolean
    /** Its dialog is open. */
    isOpen: boolean
    onRevoke: (identifier: string) => void
  }) {
  const nameId = useId()
  const axis = { from: axisFrom, to: axisTo, now: standing.now }
  const tabIndex = isCurrent ? undefined : -1
  // On phones a row is the same block whatever was chosen for the table.
  const unchosen = defaultIds.filter((id) => !columns.includes(id))
  return (
    <Row open={isOpen} selected={isSelected} aria-rowindex={index + 2} data-selected={isSelected || undefined}>
      {[...columns, ...unchosen].map((id) => {
        const { phone, from, align, tone } = columnOf(id)
        const place = { phone, from: givesWay ? from : undefined, onPhones: unchosen.includes(id) }
        if (id === 'name') {
          return (
            <Cell key={id} {...place}>
              <Name item={item} id={nameId} tabIndex={tabIndex} isSelected={isSelected} />
            </Cell>
          )
        }
        if (id === 'validity') {
          return (
            <NowCell key={id} from={place.from} onPhones={place.onPhones}>
              <Strip item={item} axis={axis} isAxisKnown={isAxisKnown} />
            </NowCell>
          )
        }
        return (
          <Cell key={id} {...place} {...(align !== undefined && { align })} {...(tone !== undefined && { tone })}>
            <CertificateCell column={id} item={item} now={standing.now} />
          </Cell>
        )
      })}
      <Cell phone="action" align="right">
        <Action item={item} standing={standing} describedBy={nameId} tabIndex={tabIndex} onRevoke={onRevoke} />
      </Cell>
    </Row>
  )
})

function Name({
  item,
  id,
  tabIndex,
  isSelected,
}: {
  item: CertificateItem
  id: string
  tabIndex: number | undefined
  isSelected: boolean
}) {
  const t = useTranslations('certificates.selection')
  const { identifier, alias } = item
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="flex max-rail:hidden">
        {/* Pressed through the table, which knows what Shift means. */}
        <CheckboxMark
          checked={isSelected}
          onChange={ignored}
          tabIndex={tabIndex}
          aria-label={t('one')}
          aria-describedby={id}
        />
      </span>
      <span id={id} className="row-name">
        <NameLink
          href={paths.certificate(identifier)}
          name={nameOf(item)}
          tabIndex={tabIndex}
          {...(alias !== null && alias !== '' && { alias: <UntrustedText text={alias} cut /> })}
        />
      </span>
    </span>
  )
}

function ignored(): void {
  // The row's state comes back through `isSelected`.
}

/** Also before it can be drawn it takes the room that it will. */
function Strip({ item, axis, isAxisKnown }: { item: CertificateItem; axis: TimeAxis; isAxisKnown: boolean }) {
  const { now } = axis
  const from = instantOf(item.notBefore ?? '')
  const to = instantOf(item.notAfter ?? '')
  const tone = !isAxisKnown || from === null || to === null ? 'none' : toneOf(item, now)
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
  tabIndex,
  onRevoke,
}: {
  item: CertificateItem
  standing: RowStanding
  describedBy: string
  tabIndex: number | undefined
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
        tabIndex={tabIndex}
        onClick={() => onRevoke(item.identifier)}
        {...(reason === undefined && { 'aria-describedby': describedBy })}
      >
        {t('revoke')}
      </RowAction>
    </span>
  )
}

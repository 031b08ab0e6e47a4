'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'
import { NowHead, type TimeAxis } from '#components/ui/interval-strip.tsx'
import { ColumnHead, Table } from '#components/ui/table.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import { sortingBy } from './address.ts'
import { axisEnds, axisOf } from './axis.ts'
import type { ColumnWidthProps } from './column-width.tsx'
import { ACTION_PX, columnOf, leastTableWidth, withWidth, type ColumnChoice } from './columns.ts'
import { ColumnsButton } from './columns-button.tsx'
import { useDensity } from './list-preferences.tsx'
import { useColumns, type ShownColumns } from './use-columns.ts'

// Behind the page: nobody draws a column before they have looked at it. Where it cannot be loaded the columns keep their
// widths, and the edges that the server has drawn stay what they are.
const ColumnWidth = lazy<ComponentType<ColumnWidthProps>>(() =>
  import('./column-width.tsx').then(
    (module) => ({ default: module.ColumnWidth }),
    () => new Promise<never>(() => undefined),
  ),
)

/**
 * The table's frame and heads; `children` are its rows. The widths belong to the columns and never to their content:
 * with a fixed layout nothing moves when rows come. Of the default set type, CA and strip are left out where the table
 * is narrow, in this order, and from 1760 the name stops growing and the strip takes the rest. Columns that somebody has
 * chosen are all there, and scroll sideways. `now` is epoch ms.
 */
export function CertificateTable({
  filter,
  validity,
  now,
  isBusy,
  rowCount,
  selectAll,
  children,
}: {
  filter: CertificateFilter
  validity: CertificateFacets['validity'] | undefined
  now: number
  isBusy: boolean
  /** Of the page, the head included. */
  rowCount?: number
  /** The box that selects the page. */
  selectAll?: ReactNode
  children: ReactNode
}) {
  const t = useTranslations('certificates')
  const density = useDensity()
  const shown = useColumns(filter.columns)
  const { choices, isDefault } = shown
  const axis = axisOf(validity, now)
  return (
    <Table
      label={t('title')}
      busy={isBusy}
      axis={axis}
      density={density === 'compact' ? 'compact' : 'regular'}
      stacks
      sticks
      least={isDefault ? undefined : rem(leastTableWidth(choices))}
      rowCount={rowCount}
    >
      <thead>
        <tr role="row">
          {choices.map((choice) => (
            <Head key={choice.id} choice={choice} shown={shown} filter={filter} axis={axis} selectAll={selectAll} />
          ))}
          <ColumnHead
            align="right"
            // Where the name has a width of its own, what is left of the room is here.
            className={choices[0]?.width === null ? 'w-(--width)' : undefined}
            width={rem(ACTION_PX)}
            name={t('column.action')}
          >
            <span className="sr-only">{t('column.action')}</span>
            <ColumnsButton filter={filter} />
          </ColumnHead>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  )
}

function Head({
  choice: { id, width },
  shown: { choices, isDefault, change },
  filter,
  axis,
  selectAll,
}: {
  choice: ColumnChoice
  shown: ShownColumns
  filter: CertificateFilter
  axis: TimeAxis
  selectAll: ReactNode
}) {
  const t = useTranslations('certificates')
  const column = columnOf(id)
  const label = t(`column.${id}`)
  const common = {
    from: isDefault ? column.from : undefined,
    className: widthOf({ id, width }, choices),
    width: rem(width ?? column.width),
    edge: (
      <Suspense>
        <ColumnWidth
          label={label}
          width={width ?? column.width}
          onWidth={(next) => change(withWidth(choices, id, next))}
        />
      </Suspense>
    ),
  }
  if (id === 'validity') {
    return <NowHead {...common} axis={axis} now={t('now')} label={label} ends={axisEnds(axis)} />
  }
  const sorting = column.sort === undefined ? undefined : sortingBy(filter, column.sort)
  return (
    <ColumnHead
      {...common}
      {...(column.align !== undefined && { align: column.align })}
      lead={id === 'name' ? selectAll : undefined}
      name={label}
      sorting={sorting?.sorting}
      href={sorting?.href}
    >
      {label}
    </ColumnHead>
  )
}

/** The class of its width: the name takes the room that is left, on wide screens the strip, if nobody drew either. */
function widthOf({ id, width }: ColumnChoice, choices: readonly ColumnChoice[]): string {
  const isFree = (name: ColumnChoice['id']) => choices.some((choice) => choice.id === name && choice.width === null)
  const isShared = isFree('name') && isFree('validity')
  if (id === 'name' && width === null) return isShared ? 'wide:w-105' : ''
  if (id === 'validity' && isShared) return 'w-(--width) wide:w-auto'
  return 'w-(--width)'
}

function rem(px: number): string {
  return `${String(px / 16)}rem`
}

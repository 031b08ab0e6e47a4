import Link from 'next/link'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'

const cell = 'border-l border-line-2 px-1.5 first:border-l-0 max-rail:px-1'

/**
 * One condition of a query: field, relation, value. The same condition is a row of the facets; removing it here or
 * there is the same act, and the act is a link, because the query lives in the URL.
 */
export function Chip({
  field,
  relation,
  value,
  excluded,
  removeHref,
  removeLabel,
}: {
  field: ReactNode
  relation?: ReactNode
  value: ReactNode
  /** The word for NOT, when the condition is turned round. */
  excluded?: string | undefined
  removeHref?: string
  removeLabel?: string
}) {
  return (
    <span className="chip">
      {excluded === undefined ? null : (
        <span className={classNames(cell, 'text-axis leading-[inherit] font-brand tracking-[0.03em] text-accent')}>
          {excluded}
        </span>
      )}
      <span className={classNames(cell, 'text-ink-2')}>{field}</span>
      {relation === undefined ? null : <span className={classNames(cell, 'text-ink-3')}>{relation}</span>}
      <span className={classNames(cell, 'truncate font-semibold')}>{value}</span>
      {removeHref === undefined ? null : (
        <Link
          href={removeHref}
          prefetch={false}
          aria-label={removeLabel}
          className="grid w-6 flex-none place-items-center border-l border-line-2 text-ink-3 hover:text-ink max-rail:w-8"
        >
          <Icon name="close" size="facet" />
        </Link>
      )}
    </span>
  )
}

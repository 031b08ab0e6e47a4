'use client'
import { useTranslations } from 'next-intl'
import { useId, useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'

/** What a bar of conditions has beside its search box: in one line on a desk, folded away on phones until asked for. */
export function MoreConditions({
  open,
  submit,
  children,
}: {
  /** Whether it begins unfolded: a condition among these holds. */
  open: boolean
  /** The word of the button that applies what was typed. */
  submit: string
  children: ReactNode
}) {
  const t = useTranslations('ui.filter')
  const id = useId()
  const [isOpen, setOpen] = useState(open)
  return (
    <>
      <div className="rail:hidden">
        <Button type="submit">{submit}</Button>
      </div>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex h-9 basis-full items-center gap-1.5 text-accent rail:hidden"
      >
        <Icon name={isOpen ? 'caret' : 'right'} size="facet" />
        {t('more')}
      </button>
      <div
        id={id}
        className={classNames(
          'flex flex-wrap items-end gap-x-3 gap-y-2.5 max-rail:grid max-rail:basis-full max-rail:grid-cols-2 max-chip:grid-cols-1',
          !isOpen && 'max-rail:hidden',
        )}
      >
        {children}
        <div className="max-rail:hidden">
          <Button type="submit">{submit}</Button>
        </div>
      </div>
    </>
  )
}

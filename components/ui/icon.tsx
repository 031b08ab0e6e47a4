import { classNames } from './class-names.ts'
import type { IconName } from './icon-sprite.tsx'

const sizes = { regular: 'size-4', facet: 'size-[0.8125rem]', caret: 'size-[0.6875rem]', menu: 'size-5' }

/** A drawing beside a word, which says the same: hidden from assistive technology, coloured by its text. */
export function Icon({
  name,
  size = 'regular',
  className,
}: {
  name: IconName
  size?: keyof typeof sizes
  className?: string | undefined
}) {
  return (
    <svg className={classNames('icon', sizes[size], className)} aria-hidden="true" focusable="false">
      <use href={`#icon-${name}`} />
    </svg>
  )
}

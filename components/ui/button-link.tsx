import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonLook, type ButtonLook, type ButtonSize } from './button-look.ts'
import type { IconName } from './icon-sprite.tsx'
import { Icon } from './icon.tsx'

/** A place to go to that looks like a button. `download` makes it a plain anchor: a file is not a page. */
export function ButtonLink({
  href,
  look = 'outline',
  size = 'regular',
  icon,
  download = false,
  held,
  children,
}: {
  href: string
  look?: ButtonLook
  size?: ButtonSize
  icon?: IconName
  download?: boolean
  /** Why it leads nowhere for a moment. It keeps its place and the focus. */
  held?: string | undefined
  children: ReactNode
}) {
  const className = buttonLook(look, size)
  const label = (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </>
  )
  if (download) {
    return (
      <a href={href} className={className} download>
        {label}
      </a>
    )
  }
  return (
    <Link
      href={href}
      className={className}
      prefetch={false}
      aria-disabled={held === undefined ? undefined : true}
      title={held}
    >
      {label}
    </Link>
  )
}

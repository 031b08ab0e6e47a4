'use client'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import type { IconName } from './icon-sprite.tsx'

/**
 * A button with a panel of the platform below it (a popover: Escape and a press beside it close it, and the focus goes
 * back); on phones the panel stands at the foot of the screen.
 */
export function MenuButton({
  id,
  icon,
  label,
  name,
  onToggle,
  beside,
  children,
}: {
  id: string
  icon: IconName
  label: ReactNode
  /** What the panel is called. */
  name: string
  onToggle?: (isOpen: boolean) => void
  /** What is there while the panel is closed, too: the region that reads out. */
  beside?: ReactNode
  children: ReactNode
}) {
  return (
    <span className="inline-flex min-w-0">
      <Button icon={icon} popoverTarget={id}>
        {label}
      </Button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={name}
        className="menu-panel"
        onToggle={(event) => onToggle?.(event.newState === 'open')}
      >
        {children}
      </div>
      {beside}
    </span>
  )
}

/** For what happens after a press in a panel that it has closed. */
export function openPanel(id: string): void {
  document.getElementById(id)?.showPopover()
}

/** For what is pressed in a panel and leads away from it. */
export function closePanel(id: string): void {
  document.getElementById(id)?.hidePopover()
}

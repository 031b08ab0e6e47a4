import type { ComponentProps, ReactNode } from 'react'
import { buttonLook, type ButtonLook, type ButtonSize } from './button-look.ts'
import type { IconName } from './icon-sprite.tsx'
import { Icon } from './icon.tsx'

export type ButtonProps = Omit<ComponentProps<'button'>, 'className' | 'disabled' | 'title'> & {
  look?: ButtonLook | undefined
  size?: ButtonSize | undefined
  icon?: IconName | undefined
  wide?: boolean | undefined
  /**
   * Why it cannot be pressed now. The button stays visible and focusable, dashed, with the reason as its description,
   * and does nothing. Say the reason in sight as well where there is room. An empty text hides no reason: use `busy`.
   */
  unavailable?: string | undefined
  /** The word shown while the action runs (`Revoking`). The button keeps its width and does nothing. */
  busy?: string | undefined
}

/** A button. Without `type` it does not submit: submitting a form is always asked for by name. */
export function Button({
  look = 'outline',
  size = 'regular',
  icon,
  wide = false,
  unavailable,
  busy,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const idle = unavailable === undefined && busy === undefined
  return (
    <button
      {...rest}
      type={idle ? type : 'button'}
      className={buttonLook(look, size, { available: unavailable === undefined, wide })}
      onClick={idle ? onClick : undefined}
      aria-disabled={idle ? undefined : true}
      title={unavailable}
    >
      {busy === undefined ? <Label icon={icon}>{children}</Label> : <Running word={busy} icon={icon} idle={children} />}
    </button>
  )
}

function Label({ icon, children }: { icon: IconName | undefined; children: ReactNode }) {
  return (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </>
  )
}

/** Both labels lie in one cell, so that the button is as wide as the wider of the two and nothing beside it moves. */
function Running({ word, icon, idle }: { word: string; icon: IconName | undefined; idle: ReactNode }) {
  return (
    <span className="grid">
      <span className="col-start-1 row-start-1 flex items-center justify-center gap-1.75">
        <Icon name="spinner" className="spinner" />
        {word}
      </span>
      <span className="invisible col-start-1 row-start-1 flex items-center gap-1.75" aria-hidden="true">
        <Label icon={icon}>{idle}</Label>
      </span>
    </span>
  )
}

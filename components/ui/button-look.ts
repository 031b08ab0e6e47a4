import { classNames } from './class-names.ts'

export type ButtonLook = 'outline' | 'quiet' | 'primary' | 'danger-outline' | 'danger-fill'
export type ButtonSize = 'small' | 'regular' | 'large' | 'tall'

/** The classes of anything that looks like a button, be it a button or a link. They stand in the style sheet. */
export function buttonLook(
  look: ButtonLook,
  size: ButtonSize,
  { available = true, wide = false }: { available?: boolean; wide?: boolean } = {},
): string {
  return classNames(`button button-${size} button-${available ? look : 'off'}`, wide && 'w-full')
}

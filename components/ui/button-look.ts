import { classNames } from './class-names.ts'

export type ButtonLook = 'outline' | 'quiet' | 'primary' | 'danger-outline' | 'danger-fill'
export type ButtonSize = 'small' | 'regular' | 'large' | 'tall'

const base =
  'inline-flex items-center justify-center rounded-control border whitespace-nowrap no-underline transition-colors duration-quick hover:no-underline'

const looks: Record<ButtonLook, string> = {
  outline: 'border-control bg-sheet font-medium text-ink hover:bg-well',
  quiet: 'border-transparent bg-transparent font-medium text-ink-2 hover:bg-well hover:text-ink',
  primary: 'border-accent bg-accent font-semibold text-accent-ink hover:bg-accent/90',
  'danger-outline': 'border-control bg-sheet font-medium text-danger hover:border-danger',
  'danger-fill': 'border-danger-fill bg-danger-fill font-semibold text-danger-ink hover:bg-danger-fill/90',
}

// On phones everything that can be pressed grows to a finger's size.
const sizes: Record<ButtonSize, string> = {
  small: 'h-6 gap-1.5 px-2 text-small max-rail:h-9 max-rail:px-3',
  regular: 'h-7.5 gap-1.75 px-2.75 max-rail:h-10',
  large: 'h-8.5 gap-1.75 px-3.5 max-rail:h-11',
  tall: 'h-9.5 gap-1.75 px-3.5 max-rail:h-11',
}

const notReady = 'border-dashed border-control bg-transparent font-medium text-ink-3'

/** The classes of anything that looks like a button, be it a button or a link. */
export function buttonLook(
  look: ButtonLook,
  size: ButtonSize,
  { available = true, wide = false }: { available?: boolean; wide?: boolean } = {},
): string {
  return classNames(base, sizes[size], available ? looks[look] : notReady, wide && 'w-full')
}

'use client'
import * as Radix from '@radix-ui/react-dialog'
import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { LiveRegion } from './live-region.tsx'

export type DialogProps = {
  open: boolean
  /** Asked to close by Escape. It is not asked while `busy`, and never by a press beside the dialog. */
  onClose: () => void
  /** Verb and object as a question. */
  title: ReactNode
  /** At the end of the title's line: the live reading that the dialog stands on. */
  reading?: ReactNode
  /** A brief question without a form is an `alertdialog`. */
  brief?: boolean
  /** As wide as a question is, for a form of one column. */
  narrow?: boolean
  /**
   * The word for "it runs, wait": while set, Escape does nothing and says this. The dialog stays open whatever the
   * outcome; only the caller closes it.
   */
  busy?: string | undefined
  /** Where reading starts: the heading, or the least destructive button of a brief question. */
  firstFocus?: RefObject<HTMLElement | null>
  /** Where focus goes at the end when what opened the dialog has gone: the next row. */
  fallbackFocus?: () => HTMLElement | null
  /** Stands between body and buttons: a refusal. */
  notice?: ReactNode
  footer: ReactNode
  children: ReactNode
}

/**
 * A modal dialog. Tab stays inside, focus begins at the heading and returns to what opened it. It fills the screen on
 * phones; the emulator's banner stays above it everywhere.
 */
export function Dialog({
  open,
  onClose,
  title,
  reading,
  brief = false,
  narrow = false,
  busy,
  notice,
  footer,
  children,
  ...focus
}: DialogProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const opener = useRef<Element | null>(null)
  const [held, setHeld] = useState(false)
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-scrim">
          <Radix.Content
            className="dialog"
            data-narrow={narrow || undefined}
            role={brief ? 'alertdialog' : 'dialog'}
            onOpenAutoFocus={(event) => {
              event.preventDefault()
              opener.current = document.activeElement
              setHeld(false)
              ;(focus.firstFocus?.current ?? heading.current)?.focus()
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              returnFocus(opener.current, focus.fallbackFocus)
            }}
            onEscapeKeyDown={(event) => {
              if (busy === undefined) return
              event.preventDefault()
              setHeld(true)
            }}
            onInteractOutside={(event) => {
              event.preventDefault()
            }}
          >
            <header className="flex flex-none items-center gap-x-6 gap-y-0.5 border-b border-line px-6 pt-3.75 pb-3.25 max-rail:flex-wrap max-rail:px-4 max-rail:pt-3.25 max-rail:pb-2.75">
              <Radix.Title ref={heading} tabIndex={-1} className="text-dialog">
                {title}
              </Radix.Title>
              {reading === undefined ? null : (
                <div className="ml-auto text-small text-ink-3 max-rail:ml-0 max-rail:w-full">{reading}</div>
              )}
            </header>
            <div className="dialog-body">{children}</div>
            {notice}
            <footer className="dialog-footer">
              {footer}
              <LiveRegion>{held ? busy : null}</LiveRegion>
            </footer>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

function returnFocus(opener: Element | null, fallback: (() => HTMLElement | null) | undefined): void {
  const target = opener instanceof HTMLElement && opener.isConnected ? opener : (fallback?.() ?? null)
  target?.focus()
}

/** The consequence in one plain sentence; assistive technology reads it as the dialog's description. */
export function DialogConsequence({ children }: { children: ReactNode }) {
  return <Radix.Description className="mt-4 mb-3 text-say">{children}</Radix.Description>
}

/** What it is about on the left, what is to be filled in on the right; below 900 px one under the other. */
export function DialogColumns({ subject, form }: { subject: ReactNode; form: ReactNode }) {
  return (
    <div className="min-h-full pair:grid pair:grid-cols-[minmax(0,1fr)_25rem]">
      <div className="min-w-0 px-6 pt-4.5 pb-5 max-rail:px-4 max-rail:pt-3.5 max-rail:pb-4">{subject}</div>
      <div className="min-w-0 border-line bg-form px-6 pt-4.5 pb-5 max-pair:border-t max-rail:px-4 max-rail:pt-3.5 max-rail:pb-4 pair:border-l">
        {form}
      </div>
    </div>
  )
}

/** One column, for a dialog that asks little. */
export function DialogColumn({ children }: { children: ReactNode }) {
  return <div className="px-6 pt-4.5 pb-5 max-rail:px-4">{children}</div>
}

/** The gate: apart from the rest of the form, under a rule. */
export function DialogGate({ children }: { children: ReactNode }) {
  return <div className="mt-4 border-t border-line pt-3.5 *:last:mb-0">{children}</div>
}

/** What the footer says on its left: what is still missing, or what Escape does. On phones above the buttons. */
export function DialogFooterNote({ children }: { children: ReactNode }) {
  return <div className="mr-auto text-small text-ink-3 max-rail:order-first max-rail:w-full">{children}</div>
}

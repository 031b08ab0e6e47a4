/** A key of the keyboard, named in running text. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded-chip border border-line-2 bg-sheet px-1 font-mono text-axis font-medium text-ink-3">
      {children}
    </kbd>
  )
}

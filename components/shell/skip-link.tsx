/** The first stop of the keyboard: past the navigation to the page. */
export function SkipLink({ label }: { label: string }) {
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-control focus:bg-raised focus:px-3 focus:py-1.5 focus:font-semibold"
    >
      {label}
    </a>
  )
}

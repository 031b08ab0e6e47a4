/** Two intervals and the now line: one still runs, one has been cut short. */
export function Logo({ size = 'rail' }: { size?: 'rail' | 'page' }) {
  return (
    <span
      className={
        size === 'rail'
          ? 'inline-flex items-center gap-2.25 text-[0.9375rem] font-brand tracking-[-0.02em] text-ink'
          : 'inline-flex items-center gap-2.75 text-[1.375rem] leading-8 font-brand tracking-[-0.02em] text-ink'
      }
    >
      <svg
        viewBox="0 0 18 18"
        aria-hidden="true"
        className={size === 'rail' ? 'size-4.5 flex-none' : 'size-6 flex-none'}
        fill="none"
        strokeWidth="2.5"
      >
        <path d="M1 13h10M1 5h6" stroke="currentColor" />
        <path d="M13 1v16" className="stroke-accent" />
      </svg>
      Rescind
    </span>
  )
}

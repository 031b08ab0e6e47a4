import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { UtcClock } from '#components/ui/utc-clock.tsx'

/**
 * The meter row on every page: which account, then the readings, then the time that all of them are in. On phones the
 * account and the clock remain, in the middle widths the first reading too.
 */
export function Strip({
  binding,
  readings = [],
  renderedAt,
}: {
  binding: ReactNode
  readings?: readonly { readonly key: string; readonly content: ReactNode }[]
  renderedAt: number
}) {
  return (
    <header className="strip">
      <div className="mr-auto min-w-0 truncate">{binding}</div>
      {readings.map(({ key, content }, index) => (
        <div key={key} className={index === 0 ? 'max-rail:hidden' : 'max-side:hidden'}>
          {content}
        </div>
      ))}
      <div>
        <UtcClock renderedAt={renderedAt} />
      </div>
    </header>
  )
}

/** What the console is bound to: the account's label or the word for the emulator, then the endpoint. */
export function Binding({ emulator, label, endpoint }: { emulator: boolean; label: string; endpoint: string }) {
  const t = useTranslations('shell.emulator')
  return (
    <>
      <span className="mr-2 font-semibold text-ink">{emulator ? t('word') : label}</span>
      {endpoint}
    </>
  )
}

import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { LocalTimes } from '#components/ui/local-times.tsx'
import { ServerClock } from '#components/ui/server-clock.tsx'
import type { PlaceName } from './navigation.ts'
import { Rail, type ShellUser } from './rail.tsx'
import type { SignOutAction } from './sign-out.tsx'
import { SkipLink } from './skip-link.tsx'
import { Strip } from './strip.tsx'
import type { Theme } from './theme.ts'

/**
 * What surrounds every page of the console. This room owns frame, navigation and display preferences; it fetches
 * nothing and knows no certificate: readings, counts and the account come in from the layout.
 */
export function Shell({
  user,
  theme,
  banner,
  binding,
  readings = [],
  counts = {},
  renderedAt,
  signOut,
  children,
}: {
  user: ShellUser
  theme: Theme
  /** Above everything, dialogs too. */
  banner?: ReactNode
  binding: ReactNode
  readings?: readonly { readonly key: string; readonly content: ReactNode }[]
  counts?: Partial<Record<PlaceName, string>>
  /** The server's now, epoch ms: sets the clock and all ages on the page. */
  renderedAt: number
  signOut: SignOutAction
  children: ReactNode
}) {
  const t = useTranslations('shell')
  return (
    <>
      <SkipLink label={t('skip')} />
      {banner}
      <div className="frame">
        <Rail user={user} theme={theme} counts={counts} signOut={signOut} />
        <div className="min-w-0">
          <Strip binding={binding} readings={readings} renderedAt={renderedAt} />
          <main id="main" tabIndex={-1} className="page">
            {children}
          </main>
        </div>
      </div>
      <ServerClock now={renderedAt} />
      <LocalTimes locale={useLocale()} />
    </>
  )
}

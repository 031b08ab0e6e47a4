import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import { DisplaySwitches } from './display-switches.tsx'
import { Logo } from './logo.tsx'
import { Nav } from './nav.tsx'
import { placesFor, type PlaceName } from './navigation.ts'
import { SignOut, type SignOutAction } from './sign-out.tsx'
import type { Theme } from './theme.ts'

export type ShellUser = { readonly name: string; readonly email: string; readonly role: Role }

const menuId = 'main-menu'
const accountId = 'account-menu'

/**
 * Brand, places and the person: a column beside the page, on phones a bar whose menu holds the same. The menus are the
 * platform's popovers: they open, close and give focus back without JavaScript.
 */
export function Rail({
  user,
  theme,
  counts,
  signOut,
}: {
  user: ShellUser
  theme: Theme
  counts: Partial<Record<PlaceName, string>>
  signOut: SignOutAction
}) {
  const t = useTranslations('shell')
  const items = placesFor(user.role).map(({ name, href, also = [] }) => ({
    href,
    also,
    label: t(`nav.${name}`),
    count: counts[name] ?? null,
  }))
  return (
    <aside className="rail">
      <Link
        href={paths.overview}
        prefetch={false}
        className="flex h-strip items-center px-4 max-rail:h-12 hover:no-underline"
      >
        <Logo />
      </Link>
      <button
        type="button"
        popoverTarget={menuId}
        aria-label={t('menu')}
        className="ml-auto grid h-12 w-13 place-items-center rail:hidden"
      >
        <Icon name="menu" size="menu" />
      </button>
      <div id={menuId} popover="auto" className="rail-panel">
        <Nav label={t('nav.label')} menuId={menuId} items={items} />
        <button
          type="button"
          popoverTarget={accountId}
          className="mt-auto w-full border-t border-line px-4 pt-3 pb-3 text-left hover:bg-well max-rail:hidden"
        >
          <Person user={user} />
          <span className="sr-only">{t('account.menu')}</span>
        </button>
        <div id={accountId} popover="auto" className="account-panel">
          <div className="px-4 pt-3 pb-2.5 rail:hidden">
            <Person user={user} />
          </div>
          <p className="truncate px-4 pt-3 text-small text-ink-3 max-rail:hidden">{user.email}</p>
          <div className="px-4 py-3">
            <DisplaySwitches theme={theme} />
          </div>
          <div className="border-t border-line px-4 py-3">
            <SignOut action={signOut} label={t('account.signOut')} />
          </div>
        </div>
      </div>
    </aside>
  )
}

function Person({ user }: { user: ShellUser }) {
  const t = useTranslations('shell.role')
  return (
    <>
      <span className="block font-semibold">
        <UntrustedText text={user.name === '' ? user.email : user.name} cut />
      </span>
      <span className="block text-small text-ink-3">{t(user.role)}</span>
    </>
  )
}

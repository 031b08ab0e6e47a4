import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { ApiRate } from '#components/settings/api-rate.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { EmulatorBanner } from '#components/shell/emulator-banner.tsx'
import { Shell } from '#components/shell/shell.tsx'
import { Binding } from '#components/shell/strip.tsx'
import { themeCookie, themeOf } from '#components/shell/theme.ts'
import { VendorProvider } from '#components/shell/vendor.tsx'
import { signOutAction } from '#lib/auth/actions.ts'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { paths } from '#lib/core/paths.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { withStoreDigest } from '#lib/http/server/store-digest.ts'
import { QueryProvider } from './query-provider.tsx'

/** The frame around every page of a signed-in user. Pages and verbs check again: a layout is no authorisation. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor()
  if (actor.kind === 'anonymous') redirect(paths.signIn)
  const { config, clock, limiter } = await runtime()
  const usage = await withStoreDigest(() => limiter.usage())
  const used = Math.max(0, ...usage.map(({ usedLastSecond }) => usedLastSecond))
  const emulator = config.cloud.mode === 'emulator'
  const theme = themeOf((await cookies()).get(themeCookie)?.value)
  return (
    <ClientMessages namespaces={['meter']}>
      <VendorProvider vendor={config.cloud.mode}>
        <QueryProvider>
          <Shell
            user={{ name: actor.name, email: actor.email, role: actor.role }}
            theme={theme}
            banner={emulator ? <EmulatorBanner endpoint={config.cloud.host} /> : undefined}
            binding={<Binding emulator={emulator} label={config.cloud.accountLabel} endpoint={config.cloud.host} />}
            readings={[{ key: 'rate', content: <ApiRate used={used} limit={config.cloud.ratePerSecond} /> }]}
            renderedAt={clock.now()}
            signOut={signOutAction}
          >
            {children}
          </Shell>
        </QueryProvider>
      </VendorProvider>
    </ClientMessages>
  )
}

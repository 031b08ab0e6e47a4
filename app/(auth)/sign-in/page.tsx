import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { IntervalArt } from '#components/auth/interval-art.tsx'
import { SignInForm } from '#components/auth/sign-in-form.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { DisplaySwitches } from '#components/shell/display-switches.tsx'
import { Logo } from '#components/shell/logo.tsx'
import { Binding } from '#components/shell/strip.tsx'
import { themeCookie, themeOf } from '#components/shell/theme.ts'
import { safeNextPath } from '#lib/auth/next-path.ts'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { IDLE_LIMIT_MS } from '#lib/auth/session-limits.ts'
import { config } from '#lib/config/server/env.ts'

type Props = { searchParams: Promise<{ next?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn')
  return { title: t('title') }
}

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams
  const nextPath = safeNextPath(typeof next === 'string' ? next : null)
  if ((await currentActor()).kind === 'user') redirect(nextPath)
  const t = await getTranslations('signIn')
  const { cloud } = config()
  const theme = themeOf((await cookies()).get(themeCookie)?.value)
  return (
    <div className="sheet-below-banner bg-sheet max-rail:bg-ground rail:grid rail:grid-cols-[26.25rem_minmax(0,1fr)] side:grid-cols-[30rem_minmax(0,1fr)]">
      <main className="flex flex-col border-line bg-ground px-10 max-rail:min-h-[inherit] max-rail:px-6 rail:border-r side:px-16">
        <div className="my-auto w-full max-w-85 py-10 max-rail:mx-auto">
          <Logo size="page" />
          <h1 className="mt-8 text-title">{t('title')}</h1>
          <p className="mt-0.5 text-ink-2">
            <Binding emulator={cloud.mode === 'emulator'} label={cloud.accountLabel} endpoint={cloud.host} />
          </p>
          <ClientMessages namespaces={['signIn']}>
            <SignInForm next={nextPath} />
          </ClientMessages>
          <p className="mt-6 text-small text-ink-3">{t('recorded', { minutes: IDLE_LIMIT_MS / 60_000 })}</p>
        </div>
        <div className="pb-6">
          <DisplaySwitches theme={theme} />
        </div>
      </main>
      <div className="relative overflow-hidden max-rail:hidden">
        <IntervalArt now={t('now')} />
      </div>
    </div>
  )
}

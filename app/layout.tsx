import type { Metadata } from 'next'
import { cookies, headers } from 'next/headers'
import { getLocale, getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
// The error pages are bundled apart, and each would carry what they show: named above them it is carried once.
import '#components/shell/states/failure.tsx'
import { themeCookie, themeOf } from '#components/shell/theme.ts'
import { IconSprite } from '#components/ui/icon-sprite.tsx'
import { pickMessages } from '#lib/i18n/messages.ts'
import { Providers } from './providers.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Rescind', template: '%s · Rescind' },
  icons: {
    icon: [
      { url: '/favicon.ico', sizes: '32x32' },
      { url: '/logo.svg', type: 'image/svg+xml' },
    ],
  },
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, date: false, email: false, address: false },
}

/**
 * Language and theme are known before the first byte, from cookies, so nothing flashes and no script has to set them.
 * Reading the request also makes every page dynamic, which the nonce of the content security policy needs.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value)
  const nonce = (await headers()).get('x-nonce') ?? undefined
  // Error pages render in the browser wherever they are, so their words are the only ones that every page carries.
  const messages = pickMessages(await getMessages(), ['ui', 'errors', 'failure'])
  return (
    <html lang={await getLocale()} className={theme}>
      <body>
        <IconSprite />
        <Providers nonce={nonce} messages={messages}>
          {children}
        </Providers>
      </body>
    </html>
  )
}

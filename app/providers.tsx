import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import type { Messages } from '#lib/i18n/messages.ts'

/** What every page stands in. The query client joins inside the console only: signing in asks no API. */
export function Providers({
  nonce,
  messages,
  children,
}: {
  nonce: string | undefined
  messages: Partial<Messages>
  children: ReactNode
}) {
  return (
    <NextIntlClientProvider messages={messages}>
      <StyleNonce nonce={nonce} />
      {children}
    </NextIntlClientProvider>
  )
}

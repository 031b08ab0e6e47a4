import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import { pickMessages, type Namespace } from '#lib/i18n/messages.ts'

/**
 * Hands the words of some namespaces to the client components below. `ui`, `errors` and `failure` always come along: the
 * page that breaks is shown by them. Server components need none of this: they read the catalog where it lies.
 */
export async function ClientMessages({
  namespaces = [],
  children,
}: {
  namespaces?: readonly Namespace[]
  children: ReactNode
}) {
  const messages = pickMessages(await getMessages(), ['ui', 'errors', 'failure', ...namespaces])
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
}

import { dehydrate, HydrationBoundary, type QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { writingNamespaces } from '#components/certificates/writing/namespaces.ts'
import { ClientMessages } from '#components/shell/client-messages.tsx'

/** Hands a receipt its words, those of its dialogs, and what the page has read. */
export function ReceiptFrame({ client, children }: { client: QueryClient; children: ReactNode }) {
  return (
    <ClientMessages namespaces={['receipt', ...writingNamespaces]}>
      <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
    </ClientMessages>
  )
}

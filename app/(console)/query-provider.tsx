'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { queryClientForPage } from '#lib/http/query-client.ts'

/** One query client for all pages of the console, so that what one has read the next one has. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(queryClientForPage)
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}

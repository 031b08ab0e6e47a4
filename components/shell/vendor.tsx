'use client'
import { useTranslations } from 'next-intl'
import { createContext, use, type ReactNode } from 'react'

/** Who is at the other end of the console's calls. */
export type Vendor = 'alibaba' | 'emulator'

const VendorContext = createContext<Vendor>('alibaba')

/** Says it to every part of a page that speaks of an answer: in emulator mode nothing was accepted by Alibaba Cloud. */
export function VendorProvider({ vendor, children }: { vendor: Vendor; children: ReactNode }) {
  return <VendorContext value={vendor}>{children}</VendorContext>
}

/** The name of whoever answers, for messages with `{vendor}`, and with `{Vendor}` where it begins a sentence. */
export function useVendorWords(): { vendor: string; Vendor: string } {
  const t = useTranslations('vendor')
  const vendor = use(VendorContext)
  return { vendor: t(`inside.${vendor}`), Vendor: t(`atStart.${vendor}`) }
}

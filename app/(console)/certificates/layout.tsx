import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { ListPreferences } from '#components/certificates/list/list-preferences.tsx'
import { columnsCookie, densityCookie, densityOf } from '#components/certificates/list/preference-cookies.ts'

/** How this browser shows the list is known before its first row, and to what stands in its place. */
export default async function CertificatesLayout({ children }: { children: ReactNode }) {
  const held = await cookies()
  return (
    <ListPreferences columns={held.get(columnsCookie)?.value ?? ''} density={densityOf(held.get(densityCookie)?.value)}>
      {children}
    </ListPreferences>
  )
}

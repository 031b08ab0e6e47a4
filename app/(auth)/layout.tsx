import type { ReactNode } from 'react'
import { EmulatorBanner } from '#components/shell/emulator-banner.tsx'
import { config } from '#lib/config/server/env.ts'

/** Outside the frame the banner of the emulator stands all the same: nobody types a real password into a rehearsal. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  const { cloud } = config()
  return (
    <>
      {cloud.mode === 'emulator' ? <EmulatorBanner endpoint={cloud.host} /> : null}
      {children}
    </>
  )
}

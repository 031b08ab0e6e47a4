import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

/** A page outside the frame: the brand and one statement. */
export function BarePage({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col justify-center bg-ground px-6 py-10">
      <div className="mx-auto w-full max-w-[34rem] -translate-y-[8vh]">
        <div className="mb-4 px-5 max-rail:px-4">
          <Logo size="page" />
        </div>
        {children}
      </div>
    </main>
  )
}

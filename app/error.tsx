'use client'
import { BarePage } from '#components/shell/bare-page.tsx'
import { Failure } from '#components/shell/states/failure.tsx'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <BarePage>
      <Failure digest={error.digest} onRetry={reset} />
    </BarePage>
  )
}

'use client'
import { BarePage } from '#components/shell/bare-page.tsx'
import { Failure } from '#components/shell/states/failure.tsx'

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <BarePage>
      <Failure digest={error.digest} onRetry={retry} />
    </BarePage>
  )
}

'use client'
import { Failure } from '#components/shell/states/failure.tsx'

/** Inside the frame: the way to every other page stays open. */
export default function ConsoleErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <Failure digest={error.digest} onRetry={reset} />
}

'use client'
import { Failure } from '#components/shell/states/failure.tsx'

/** Inside the frame: the way to every other page stays open. */
export default function ConsoleErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <Failure digest={error.digest} onRetry={retry} />
}

'use client'
import { useEffect, useRef, useState } from 'react'
import { exportFailureIn, noExportFailure, type ExportFailure } from '#lib/certificates/export.ts'

const LOOK_MS = 300
/** Later than that a file has begun, or the browser itself has said that nobody answers. */
const PATIENCE_MS = 30_000

/** Why the last export failed; `watch` when one is asked for, `onFailure` when it has. */
export function useExportFailure(onFailure: () => void): { failure: ExportFailure | null; watch: () => void } {
  const [failure, setFailure] = useState<ExportFailure | null>(null)
  const timer = useRef<ReturnType<typeof setInterval>>(undefined)
  useEffect(() => () => clearInterval(timer.current), [])
  const watch = () => {
    clearInterval(timer.current)
    document.cookie = noExportFailure
    setFailure(null)
    const until = Date.now() + PATIENCE_MS
    timer.current = setInterval(() => {
      const found = exportFailureIn(document.cookie)
      if (found === null && Date.now() < until) return
      clearInterval(timer.current)
      if (found === null) return
      document.cookie = noExportFailure
      setFailure(found)
      onFailure()
    }, LOOK_MS)
  }
  return { failure, watch }
}

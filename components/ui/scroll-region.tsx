'use client'
import { useEffect, useRef, useState, type ReactNode } from 'react'

/**
 * Lets something wide scroll sideways in its own place instead of the page. It can be reached by keyboard only while
 * it overflows: a stop for nothing is a stop too many.
 */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null)
  const [overflows, setOverflows] = useState(false)

  useEffect(() => {
    const element = region.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      setOverflows(element.scrollWidth > element.clientWidth + 1)
    })
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => {
      observer.disconnect()
    }
  }, [])

  return (
    <div
      ref={region}
      className="relative overflow-x-auto"
      {...(overflows ? { role: 'group', tabIndex: 0, 'aria-label': label } : {})}
    >
      {children}
    </div>
  )
}

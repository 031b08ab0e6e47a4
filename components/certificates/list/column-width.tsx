'use client'
import { useTranslations } from 'next-intl'
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { boundedWidth, LEAST_COLUMN_PX, WIDEST_COLUMN_PX } from './columns.ts'

const STEP_PX = 8

export type ColumnWidthProps = {
  label: string
  /** px. */
  width: number
  onWidth: (width: number) => void
}

/** The edge of a column: drawn with the pointer, or moved with the arrow keys (a separator that can be focused, WAI-ARIA). */
export function ColumnWidth({ label, width, onWidth }: ColumnWidthProps) {
  const t = useTranslations('certificates.columns')
  const edge = useRef<HTMLSpanElement>(null)
  const drag = useRef<{ from: number; width: number } | null>(null)
  // A column that takes the room that is left is as wide as it is drawn, not as it was chosen.
  const [drawn, setDrawn] = useState(width)
  const measure = () => {
    const px = edge.current?.parentElement?.getBoundingClientRect().width ?? width
    const zoom = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
    setDrawn(Math.round(px / zoom))
    return px / zoom
  }
  const change = (next: number) => {
    setDrawn(boundedWidth(next))
    onWidth(boundedWidth(next))
  }

  return (
    <span
      ref={edge}
      role="separator"
      aria-orientation="vertical"
      aria-label={t('width', { column: label })}
      aria-valuenow={drawn}
      aria-valuemin={LEAST_COLUMN_PX}
      aria-valuemax={WIDEST_COLUMN_PX}
      tabIndex={0}
      // Of the heads phones keep the words alone, for those who hear the table.
      className="column-width max-rail:hidden"
      onFocus={measure}
      onKeyDown={(event: KeyboardEvent) => {
        const next = widthFor(event, measure())
        if (next === null) return
        event.preventDefault()
        change(next)
      }}
      onPointerDown={(event: PointerEvent) => {
        if (event.button !== 0) return
        event.preventDefault()
        edge.current?.setPointerCapture(event.pointerId)
        drag.current = { from: event.clientX, width: measure() }
      }}
      onPointerMove={(event: PointerEvent) => {
        if (drag.current !== null) change(drag.current.width + event.clientX - drag.current.from)
      }}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
    />
  )
}

function widthFor({ key, shiftKey }: KeyboardEvent, width: number): number | null {
  const step = shiftKey ? STEP_PX * 5 : STEP_PX
  switch (key) {
    case 'ArrowLeft':
      return width - step
    case 'ArrowRight':
      return width + step
    case 'Home':
      return LEAST_COLUMN_PX
    case 'End':
      return WIDEST_COLUMN_PX
    default:
      return null
  }
}

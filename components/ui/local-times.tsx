'use client'
import { useEffect } from 'react'

/** Gives every `<time>` under the pointer or the focus its local time as title. One listener for the document. */
export function LocalTimes({ locale }: { locale: string }) {
  useEffect(() => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' })
    const tell = (event: Event) => {
      const time = event.target instanceof Element ? event.target.closest('time') : null
      const at = time ? Date.parse(time.dateTime) : NaN
      if (time && !Number.isNaN(at)) time.title = format.format(at)
    }
    document.addEventListener('pointerover', tell)
    document.addEventListener('focusin', tell)
    return () => {
      document.removeEventListener('pointerover', tell)
      document.removeEventListener('focusin', tell)
    }
  }, [locale])
  return null
}

'use client'
import { useState } from 'react'
import { Segment } from '#components/ui/segment.tsx'
import { preferenceCookie } from './preference-cookie.ts'
import { themeCookie, themes, type Theme } from './theme.ts'

/** Changes the theme at once and remembers it for the server. */
export function ThemeSwitch({ label, words, theme }: { label: string; words: Record<Theme, string>; theme: Theme }) {
  const [shown, setShown] = useState(theme)
  return (
    <Segment
      label={label}
      choices={themes.map((value) => ({ value, label: words[value] }))}
      value={shown}
      onChange={(chosen) => {
        document.documentElement.classList.remove(...themes)
        document.documentElement.classList.add(chosen)
        document.cookie = preferenceCookie(themeCookie, chosen, location.protocol)
        setShown(chosen)
      }}
    />
  )
}

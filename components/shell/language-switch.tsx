'use client'
import { useRouter } from 'next/navigation'
import { Segment } from '#components/ui/segment.tsx'
import { localeCookie, type Locale } from '#lib/i18n/locale.ts'
import { preferenceCookie } from './preference-cookie.ts'

// A language is offered in its own words, whatever the page is written in.
const choices = [
  { value: 'en', label: 'English', lang: 'en' },
  { value: 'zh-CN', label: '中文', lang: 'zh-CN' },
] as const

/** Remembers the language and renders the page anew in it; what was typed stays. */
export function LanguageSwitch({ label, locale }: { label: string; locale: Locale }) {
  const router = useRouter()
  return (
    <Segment
      label={label}
      choices={choices}
      value={locale}
      onChange={(chosen) => {
        document.cookie = preferenceCookie(localeCookie, chosen, location.protocol)
        router.refresh()
      }}
    />
  )
}

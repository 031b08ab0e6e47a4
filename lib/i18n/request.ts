import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { localeCookie, negotiateLocale, type Locale } from './locale.ts'
import type { Messages } from './messages.ts'

/**
 * The words of the console. This room owns the catalogs, one file a namespace and language, and the choice of the
 * language; it refuses words anywhere else (tests/unit/i18n scans the sources) and knows nothing of certificates.
 */
export default getRequestConfig(async () => {
  const cookie = (await cookies()).get(localeCookie)?.value
  const locale = negotiateLocale(cookie, (await headers()).get('accept-language'))
  return { locale, messages: await catalogs[locale](), timeZone: 'UTC' }
})

const catalogs: Record<Locale, () => Promise<Messages>> = {
  en: async () => (await import('./catalogs/english.ts')).english,
  'zh-CN': async () => (await import('./catalogs/simplified-chinese.ts')).simplifiedChinese,
}

/**
 * Which language a reader gets. There is no locale in the URL (a link means the same to everybody): the cookie that
 * the language switch sets, then Accept-Language, then English.
 */
export const locales = ['en', 'zh-CN'] as const
export type Locale = (typeof locales)[number]

/** Readable by scripts on purpose: the switch writes it in the browser. It holds no secret. */
export const localeCookie = 'rescind-locale'

export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value)
}

/** The locale of a request from its cookie's value and its Accept-Language header (RFC 9110, 12.5.4). */
export function negotiateLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie
  for (const tag of preferredTags(acceptLanguage ?? '')) {
    // Traditional Chinese readers are served better by simplified characters than by English.
    if (/^zh\b/i.test(tag)) return 'zh-CN'
    if (/^(en\b|\*)/i.test(tag)) return 'en'
  }
  return 'en'
}

function preferredTags(header: string): readonly string[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))
      return { tag, quality: weight === undefined ? 1 : Number(weight.slice(2)) }
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}

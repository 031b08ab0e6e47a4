import { describe, expect, it } from 'vitest'
import { negotiateLocale } from '#lib/i18n/locale.ts'

describe('negotiateLocale', () => {
  it.each([
    [undefined, null, 'en'],
    [undefined, '', 'en'],
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    [undefined, 'en-GB,zh;q=0.9', 'en'],
    [undefined, 'zh-Hant-TW', 'zh-CN'],
    [undefined, 'de-DE,de;q=0.9,zh;q=0.3,en;q=0.2', 'zh-CN'],
    [undefined, 'en;q=0.1, zh;q=0.2', 'zh-CN'],
    [undefined, 'zh;q=0, en', 'en'],
    [undefined, 'fr', 'en'],
    [undefined, '*', 'en'],
    [undefined, ';;q=x,,', 'en'],
    ['zh-CN', 'en', 'zh-CN'],
    ['en', 'zh', 'en'],
    ['../../etc/passwd', 'zh', 'zh-CN'],
    ['ZH-cn', 'en', 'en'],
  ])('cookie %j and Accept-Language %j give %s', (cookie, header, locale) => {
    expect(negotiateLocale(cookie, header)).toBe(locale)
  })
})

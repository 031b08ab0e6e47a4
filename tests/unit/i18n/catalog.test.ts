import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { english } from '#lib/i18n/catalogs/english.ts'
import { simplifiedChinese } from '#lib/i18n/catalogs/simplified-chinese.ts'
import { namespacesOf, readCatalog } from './catalogs.ts'
import { placeholdersOf } from './placeholders.ts'
import { covers, usesIn, usesInSources } from './used-keys.ts'

const catalogs = { en: readCatalog('en'), 'zh-CN': readCatalog('zh-CN') }

describe('catalogs', () => {
  it('have the same files, and each file is listed', () => {
    expect(namespacesOf('zh-CN')).toEqual(namespacesOf('en'))
    expect(Object.keys(english).sort()).toEqual(namespacesOf('en'))
    expect(Object.keys(simplifiedChinese).sort()).toEqual(namespacesOf('zh-CN'))
  })

  it('have the same keys', () => {
    expect([...catalogs['zh-CN'].keys()].sort()).toEqual([...catalogs.en.keys()].sort())
  })

  it('have the same placeholders in both languages', () => {
    // `{Vendor}` is `{vendor}` at the beginning of an English sentence.
    const names = (message: string) => [...new Set(placeholdersOf(message).map((name) => name.toLowerCase()))].join()
    const differing = [...catalogs.en].filter(
      ([key, message]) => names(message) !== names(catalogs['zh-CN'].get(key) ?? ''),
    )
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it.each(['en', 'zh-CN'] as const)('parse as ICU messages (%s)', (locale) => {
    const failures: string[] = []
    for (const [key, message] of catalogs[locale]) {
      const translate = createTranslator({
        locale,
        messages: { message },
        onError: (error) => failures.push(`${key}: ${error.message}`),
        getMessageFallback: () => '',
      })
      const values = Object.fromEntries<number | ((chunks: string) => string)>(
        placeholdersOf(message).map((name) =>
          name.startsWith('<') ? [name.slice(1, -1), (chunks: string) => chunks] : [name, 3],
        ),
      )
      translate.markup('message', values)
    }
    expect(failures).toEqual([])
  })
})

describe('sources', () => {
  const uses = usesInSources()

  it('ask only for messages that exist', () => {
    const missing = [...uses.keys].filter((key) => !catalogs.en.has(key))
    const empty = [...uses.patterns].filter((pattern) => ![...catalogs.en.keys()].some((key) => covers(pattern, key)))
    expect([...missing, ...empty]).toEqual([])
  })

  it('use every message', () => {
    const unused = [...catalogs.en.keys()].filter(
      (key) => !uses.keys.has(key) && ![...uses.patterns].some((pattern) => covers(pattern, key)),
    )
    expect(unused).toEqual([])
  })

  it('name their messages so that this can be read', () => {
    expect(uses.unreadable).toEqual([])
  })
})

describe('the scan itself', () => {
  it('tells arguments from the text of a plural', () => {
    expect(
      placeholdersOf('{n, plural, one {certificate of <b>{owner}</b>} other {# of {total}}} by {d, date, short}'),
    ).toEqual(['<b>', 'd', 'n', 'owner', 'total'])
  })

  it('sees literals, templates, choices, methods and awaited translators', () => {
    const { keys, patterns, unreadable } = usesIn(`
      import { useTranslations } from 'next-intl'
      async function A() {
        const t = useTranslations('a')
        const u = await getTranslations('b.c')
        t('one'); t.rich('two', {}); t(open ? 'three' : 'four'); t(\`role.\${role}\`); t(\`\${kind}.title\`); u(kind ?? other)
        const key = 'x'
        t(key)
      }
      function B(t: Translator<'d'>) { t('five') }
      function C(t: (key: string) => void) { t('six') }
    `)
    expect([...keys]).toEqual(['a.one', 'a.two', 'a.three', 'a.four', 'd.five'])
    expect([...patterns]).toEqual(['a.role.*', 'a.*.title', 'b.c.**'])
    expect(unreadable).toEqual(['source.tsx:8'])
  })

  it('does not let a pattern run past a dot', () => {
    expect(covers('shell.role.*', 'shell.role.admin')).toBe(true)
    expect(covers('shell.role.*', 'shell.role.admin.long')).toBe(false)
    expect(covers('a.*.title', 'a.revoke.title')).toBe(true)
    expect(covers('a.**', 'a.revoke.title')).toBe(true)
    expect(covers('a.**', 'b.a.title')).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { readCatalog } from './catalogs.ts'

const en = readCatalog('en')
const zh = readCatalog('zh-CN')

/** What is read of a message: arguments and tags become a mark that no rule looks at. */
function prose(message: string): string {
  return message
    .replace(/\{\w+, plural, other \{([^{}]*)\}\}/g, '$1')
    .replace(/<(\w+)><\/\1>/g, '\u0001')
    .replace(/<\/?\w+>/g, '')
    .replace(/\{\w+\}/g, '\u0001')
}

function offenders(catalog: ReadonlyMap<string, string>, rule: RegExp): readonly string[] {
  return [...catalog].filter(([, message]) => rule.test(prose(message))).map(([key, message]) => `${key}: ${message}`)
}

describe('Chinese', () => {
  it('uses full-width punctuation', () => {
    expect(offenders(zh, /\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}|\p{Script=Han}\.(?!\w)/u)).toEqual([])
  })

  it('puts a blank between Han and Latin letters or digits', () => {
    expect(offenders(zh, /\p{Script=Han}[A-Za-z0-9#]|[A-Za-z0-9#]\p{Script=Han}/u)).toEqual([])
  })

  it('puts none beside full-width punctuation', () => {
    expect(offenders(zh, / [，。；：？！（）、]|[，。；：？！（）、] /u)).toEqual([])
  })

  it('says 吊销 for revoke, and 撤销 only for undo', () => {
    const undo = [...zh].filter(([, message]) => message.includes('撤销')).map(([key]) => key)
    expect(undo.filter((key) => !/\bundo/i.test(en.get(key) ?? ''))).toEqual([])
    const revoke = [...en].filter(([, message]) => /\brevo(ke|cation)/i.test(message)).map(([key]) => key)
    // Here it is a field, which is typed in one language alone.
    const asTyped = ['query.error.operator']
    expect(revoke.filter((key) => !zh.get(key)?.includes('吊销'))).toEqual(asTyped)
  })

  it('leaves nothing untranslated but terms that stay Latin', () => {
    const terms = new Set(
      'RequestId API CRL CRLs PEM SHA-256 SHA-1 MD5 OCSP CSR DNS URI IP JSONL CSV UTC Identifier SAN NOT CA HTTP ID Nonce x-acs-date PostgreSQL SQLite'.split(
        ' ',
      ),
    )
    const left = [...zh].filter(([, message]) => {
      const words = prose(message).match(/[A-Za-z][\w-]*/g) ?? []
      return !/\p{Script=Han}/u.test(message) && words.some((word) => !terms.has(word))
    })
    expect(left).toEqual([])
  })

  it('addresses the reader as 您', () => {
    expect(offenders(zh, /你/)).toEqual([])
  })
})

describe('English', () => {
  it('neither begs nor cheers nor shouts', () => {
    expect(offenders(en, /\b(please|oops|sorry|successful(ly)?|unfortunately|invalid|are you sure)\b|!/i)).toEqual([])
    const shouting = offenders(
      en,
      /\b(?!(?:API|CRL|CA|PEM|DER|SHA|UTC|OCSP|CSR|DNS|URI|IP|JSONL|CSV|SAN|CN|RFC|HTTP|EMULATOR|NOT|ISSUE|REVOKE|PENDING|RAM|CAS|MD5|ID|SQL|TLS|RSA|EC)\b)[A-Z]{2,}\b/,
    )
    expect(shouting).toEqual([])
  })

  it('writes its ellipsis and its quotes with their own signs', () => {
    expect(offenders(en, /\.\.\.|"|'/)).toEqual([])
    expect(offenders(zh, /\.\.\.|"|'/)).toEqual([])
  })
})

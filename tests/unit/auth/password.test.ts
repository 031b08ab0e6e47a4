import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkPassword } from '#lib/auth/password-policy.ts'
import { oneTimePassword } from '#lib/auth/server/one-time-password.ts'
import { hashPassword, NO_ACCOUNT_HASH, verifyPassword } from '#lib/auth/server/password.ts'

describe('a password hash', () => {
  it('is a PHC string of argon2id at the cost that OWASP asks for, with a fresh salt', async () => {
    const first = await hashPassword('correct horse', randomBytes)
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await hashPassword('correct horse', randomBytes)).not.toBe(first)
  })

  it('belongs to its password alone', async () => {
    const hash = await hashPassword('correct horse', randomBytes)
    expect(await verifyPassword('correct horse', hash)).toBe(true)
    expect(await verifyPassword('correct horsf', hash)).toBe(false)
    expect(await verifyPassword('', hash)).toBe(false)
  })

  it('is the one of the reference implementation', async () => {
    // phc-winner-argon2, src/test.c: version 0x13, t 2, m 2^16, p 1, "password", "somesalt".
    const tag = Buffer.from('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7', 'hex').toString(
      'base64',
    )
    const hash = `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$${tag.replace('=', '')}`
    expect(await verifyPassword('password', hash)).toBe(true)
    expect(await verifyPassword('password', hash.replace('CTFh', 'CTFg'))).toBe(false)
  })

  it('takes the same characters in another normal form', async () => {
    const hash = await hashPassword('ﬁne-caf\u00e9-passwort', randomBytes)
    expect(await verifyPassword('fine-cafe\u0301-passwort', hash)).toBe(true)
  })

  it.each(['', 'plain', '$2b$10$abc', '$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA'])(
    'is none when it reads %j',
    async (hash) => {
      expect(await verifyPassword('plain', hash)).toBe(false)
    },
  )

  it('exists for nobody, so that unknown accounts cost the same', async () => {
    expect(await verifyPassword('', NO_ACCOUNT_HASH)).toBe(false)
    const cost = /m=\d+,t=\d+,p=\d+/
    expect(cost.exec(NO_ACCOUNT_HASH)?.[0]).toBe(cost.exec(await hashPassword('x', randomBytes))?.[0])
  })
})

describe('a chosen password', () => {
  it.each([
    ['eleven char', 'password_too_short'],
    ['x'.repeat(257), 'password_too_long'],
    ['aaaaaaaaaaaaaa', 'password_too_simple'],
    ['Operator@Example.Test', 'password_too_simple'],
  ])('%j is refused as %s', (password, code) => {
    expect(checkPassword(password, 'operator@example.test')).toEqual({ ok: false, error: { code } })
  })

  it.each(['twelve chars', '一二三四五六七八九十十一', '😀😁😂😃😄😅😆😇😈😉😊😋'])('%j is taken', (password) => {
    expect(checkPassword(password, 'operator@example.test').ok).toBe(true)
  })
})

it('a one-time password has four groups of letters that nobody mistakes', () => {
  expect(oneTimePassword(randomBytes)).toMatch(/^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}$/)
  expect(oneTimePassword(() => Buffer.alloc(20, 255))).toBe('zzzzz-zzzzz-zzzzz-zzzzz')
})

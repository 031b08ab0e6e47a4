import { expect, it } from 'vitest'
import { emailOf } from '#lib/auth/email.ts'

it.each([
  ['admin@localhost', 'admin@localhost'],
  ['  Wang.Fang+pki@Example.TEST ', 'wang.fang+pki@example.test'],
])('%j is the address %s', (text, email) => {
  expect(emailOf(text)).toBe(email)
})

it.each([
  '',
  'admin',
  '@localhost',
  'a b@localhost',
  'a@b..c',
  'a@-b',
  'a@b\n',
  'a\u202e@b',
  `${'a'.repeat(250)}@b.cd`,
])('%j is none', (text) => {
  // A line break at the end is trimmed, like a browser does.
  expect(emailOf(text)).toBe(text === 'a@b\n' ? 'a@b' : null)
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { safeNextPath } from '#lib/auth/next-path.ts'

it.each(['/', '/certificates', '/certificates?q=a%20b&status=valid', '/r/7F3A-1C0E', '/settings?x=//evil.example'])(
  'keeps %j',
  (path) => {
    expect(safeNextPath(path)).toBe(path)
  },
)

it.each([
  null,
  undefined,
  '',
  'certificates',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/a\\..\\..\\\\evil.example',
  '/./\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'javascript:alert(1)',
  '/sign-in',
  '/sign-in?next=/sign-in',
  '/api/auth/signout',
  `/${'a'.repeat(2_000)}`,
])('replaces %j by the overview', (path) => {
  expect(safeNextPath(path)).toBe('/')
})

it('never leaves the console, whatever is asked for', () => {
  const piece = fc.constantFrom('/', '\\', '.', '..', '@', ':', '?', '#', '\t', '%2f', '%5c', 'evil.example', 'https:')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const origin = 'http://127.0.0.1:3000'
      expect(new URL(safeNextPath(pieces.join('')), origin).origin).toBe(origin)
    }),
  )
})

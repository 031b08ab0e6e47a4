import { describe, expect, it } from 'vitest'
import { isWithin } from '#components/shell/is-within.ts'
import { placesFor } from '#components/shell/navigation.ts'
import { preferenceCookie } from '#components/shell/preference-cookie.ts'
import { themeOf } from '#components/shell/theme.ts'

describe('places', () => {
  it('shows each role the doors that it can open', () => {
    const names = (role: Parameters<typeof placesFor>[0]) => placesFor(role).map(({ name }) => name)
    expect(names('viewer')).toEqual(['overview', 'certificates', 'operations', 'authorities', 'settings'])
    expect(names('operator')).toContain('audit')
    expect(names('auditor')).toContain('audit')
    expect(names('admin')).toHaveLength(6)
  })

  it('knows where the reader is', () => {
    const place = { href: '/operations', also: ['/r'] }
    expect(isWithin('/operations', place)).toBe(true)
    expect(isWithin('/operations/01J', place)).toBe(true)
    expect(isWithin('/r/7F3A1C0E', place)).toBe(true)
    expect(isWithin('/operationsandmore', place)).toBe(false)
    expect(isWithin('/', { href: '/', also: [] })).toBe(true)
    expect(isWithin('/certificates', { href: '/', also: [] })).toBe(false)
  })
})

describe('display preferences', () => {
  it('fall back to the system where the cookie says nothing sensible', () => {
    expect(themeOf('dark')).toBe('dark')
    expect(themeOf(undefined)).toBe('system')
    expect(themeOf('"><script>')).toBe('system')
  })

  it('are sent over https alone where the page came by https', () => {
    expect(preferenceCookie('rescind-theme', 'dark', 'https:')).toBe(
      'rescind-theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; Secure',
    )
    expect(preferenceCookie('rescind-theme', 'dark', 'http:')).not.toContain('Secure')
  })
})

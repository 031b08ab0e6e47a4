import { describe, expect, it } from 'vitest'
import { isSameOrigin } from '#lib/http/server/same-origin.ts'

const publicOrigin = 'https://console.example'
const origins = {
  same: publicOrigin,
  foreign: 'https://evil.example',
  'same host in plain http': 'http://console.example',
  'same host, other port': 'https://console.example:8443',
  prefix: 'https://console.example.evil.example',
  null: 'null',
  empty: '',
  missing: undefined,
}
const sites = ['same-origin', 'same-site', 'cross-site', 'none', undefined]

describe.each(Object.entries(origins))('Origin %s', (name, origin) => {
  it.each(sites)('with Sec-Fetch-Site %s', (site) => {
    const headers = new Headers()
    if (origin !== undefined) headers.set('origin', origin)
    if (site !== undefined) headers.set('sec-fetch-site', site)
    // What a browser cannot forge is compared with what is configured, never with another header.
    headers.set('host', 'evil.example')
    headers.set('x-forwarded-host', 'evil.example')
    const isAllowed = name === 'same' && (site === 'same-origin' || site === undefined)
    expect(isSameOrigin(headers, publicOrigin)).toBe(isAllowed)
  })
})

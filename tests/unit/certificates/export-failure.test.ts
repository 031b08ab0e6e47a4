import { expect, it } from 'vitest'
import { exportFailureCookie, exportFailureIn, noExportFailure } from '#lib/certificates/export.ts'

const held = (line: string) => line.slice(0, line.indexOf(';'))

it('tells the page that asked why no file came, among whatever else its cookies say', () => {
  const after = (status: number) => exportFailureIn(`rescind-columns=name; ${held(exportFailureCookie(status, true))}`)
  expect([429, 401, 503, 500, 400].map(after)).toEqual(['busy', 'session', 'store', 'other', 'other'])
  expect(exportFailureIn('rescind-columns=name')).toBeNull()
  expect(exportFailureIn(held(noExportFailure))).toBeNull()
})

it('is sent in clear only where the console is', () => {
  expect(exportFailureCookie(429, true)).toContain('; Secure')
  expect(exportFailureCookie(429, false)).not.toContain('Secure')
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { certificateFileName } from '#lib/certificates/file-name.ts'

it.each([
  ['pay-gateway-07.prod.haiyuan.example', '3a7f09e2d15b8c46', 'pay-gateway-07.prod.haiyuan.example-d15b8c46'],
  ['*.example', '5e01', 'wildcard.example-5e01'],
  ['../../etc/passwd', '5e01', 'etc-passwd-5e01'],
  ['a"; filename=b\r\nx: y', '5e01', 'a-filename-b-x-y-5e01'],
  ['\u202egpj.exe', '5e01', 'gpj.exe-5e01'],
  ['con', '5e01', 'con-5e01'],
  ['支付', '5e01', 'certificate-5e01'],
  ['', '', 'certificate'],
])('%j is %s', (commonName, serialNumber, name) => {
  expect(certificateFileName({ commonName, serialNumber })).toBe(name)
})

it('is safe whatever the certificate says', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ max: 0x10ffff, min: 0 })), fc.string(), (points, serialNumber) => {
      const commonName = String.fromCodePoint(...points)
      expect(certificateFileName({ commonName, serialNumber })).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]{0,90}$/)
    }),
  )
})

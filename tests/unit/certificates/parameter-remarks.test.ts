import { describe, expect, it } from 'vitest'
import { parameterRemarks, type CertificateFacts } from '#lib/certificates/parameter-remarks.ts'

const DAY = 86_400_000
const begins = Date.UTC(2026, 0, 1)
const lasting = (days: number) => ({ notBefore: begins, notAfter: begins + days * DAY - 1000 })
const rsa = (bits: number, exponent: bigint) => ({ key: { kind: 'rsa' as const, bits, exponent } })
const serial = (hex: string) => ({ serialNumber: Buffer.from(hex, 'hex') })

const sound: CertificateFacts = {
  type: 'server',
  isForServers: true,
  key: { kind: 'rsa', bits: 2048, exponent: 65_537n },
  signature: 'other',
  serialNumber: Buffer.from('5e01', 'hex'),
  ...lasting(365),
  commonName: 'one.example',
  names: ['ONE.example', '192.0.2.1'],
  hasNames: true,
  hasPurposes: true,
  pointsToCrl: true,
  pointsToResponder: false,
  isAuthority: false,
  signsCertificates: false,
  hasUnknownCritical: false,
}
const client = { type: 'client', isForServers: false } as const

describe('parameterRemarks', () => {
  it.each<[string, Partial<CertificateFacts>, string[]]>([
    ['a sound one', {}, []],
    ['RSA under 2048', rsa(2047, 65_537n), ['rsa_short']],
    ['exponent 1', rsa(2048, 1n), ['rsa_exponent']],
    ['an even exponent', rsa(2048, 65_536n), ['rsa_exponent']],
    ['exponent 3', rsa(4096, 3n), ['rsa_exponent_small']],
    ['a short curve', { key: { kind: 'ec', bits: 192 } }, ['ec_short']],
    ['P-256', { key: { kind: 'ec', bits: 256 } }, []],
    ['MD5', { signature: 'md5' }, ['md5']],
    ['SHA-1', { signature: 'sha1' }, ['sha1']],
    ['an SM2 key', { key: { kind: 'sm2' } }, ['sm2']],
    ['an SM3 signature', { signature: 'sm3' }, ['sm2']],
    ['366 days', lasting(366), []],
    ['367 days', lasting(367), ['validity_year']],
    ['398 days', lasting(398), ['validity_year']],
    ['399 days', lasting(399), ['validity_398']],
    ['ten years of a client', { ...client, ...lasting(3650) }, []],
    ['a server by its purposes alone', { ...client, isForServers: true, ...lasting(399) }, ['validity_398']],
    ['an end before the beginning', lasting(-1), ['ends_before_it_begins']],
    ['a server without names', { hasNames: false, names: [] }, ['server_without_names']],
    ['a CN that is no name', { names: ['two.example'] }, ['cn_not_in_names']],
    ['no CN', { commonName: '', names: ['two.example'] }, []],
    ['a client without names', { ...client, hasNames: false, names: [] }, []],
    ['no purposes', { hasPurposes: false }, ['no_purposes']],
    ['no pointers', { pointsToCrl: false }, ['no_pointers']],
    ['a responder alone', { pointsToCrl: false, pointsToResponder: true }, []],
    ['a negative serial', serial('80'), ['serial_negative']],
    ['serial zero', serial('00'), ['serial_zero']],
    ['a serial of 20 octets', serial('7f'.repeat(20)), []],
    ['a serial of 21 octets', serial('7f'.repeat(21)), ['serial_long']],
    ['a CA', { isAuthority: true, signsCertificates: true }, ['authority', 'signs_certificates']],
    ['an unknown critical extension', { hasUnknownCritical: true }, ['unknown_critical']],
  ])('%s', (_, differs, remarks) => {
    expect(parameterRemarks({ ...sound, ...differs })).toEqual(remarks)
  })
})

import { describe, expect, it } from 'vitest'
import { readOptions } from '#lib/emulator/env.ts'
import { newIdentifier, oldIdentifier } from '#lib/emulator/identifier.ts'
import { gatherParameters } from '#lib/emulator/operations/gather-parameters.ts'
import { registry } from '#lib/emulator/operations/registry.ts'
import { validityOf } from '#lib/emulator/operations/validity.ts'
import { decodePairs, encodeStrictly } from '#lib/emulator/protocol/url-encoded.ts'

describe('parameters', () => {
  it('gather lists, drop empty values, refuse repetition', () => {
    const pairs = [
      ['Tags.2.Key', 'b'],
      ['Tags.1.Key', 'a'],
      ['Tags.1.Value', '1'],
      ['Name', 'x'],
      ['Empty', ''],
    ] as const
    expect(gatherParameters(pairs)).toEqual({
      ok: true,
      value: { Name: 'x', Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] },
    })
    expect(
      gatherParameters([
        ['A', '1'],
        ['A', ''],
      ]),
    ).toMatchObject({ ok: false, error: { code: 'RepeatedParameter' } })
    expect(
      gatherParameters([
        ['Tags', '1'],
        ['Tags.1.Key', 'a'],
      ]),
    ).toMatchObject({ ok: false })
  })

  it('do not reach a prototype', () => {
    const gathered = gatherParameters([
      ['__proto__', 'x'],
      ['constructor.1.name', 'y'],
    ])
    expect(gathered.ok && Object.getPrototypeOf(gathered.value)).toBe(Object.prototype)
  })

  it('decode what was escaped in any way, and escape it in one', () => {
    expect(decodePairs('a=%E4%B8%AD+x&b&c=1=2')).toEqual({
      ok: true,
      value: [
        ['a', '中 x'],
        ['b', ''],
        ['c', '1=2'],
      ],
    })
    expect(decodePairs('a=%zz')).toEqual({ ok: false, error: 'bad_escape' })
    expect(encodeStrictly("a b*(c)!'~中")).toBe('a%20b%2A%28c%29%21%27~%E4%B8%AD')
  })
})

describe('validity', () => {
  const now = Date.UTC(2026, 0, 31, 12, 0, 0, 500)
  const start = Date.UTC(2026, 0, 31, 12)
  it.each([
    [
      { Days: 2, BeforeTime: 1, AfterTime: 2 },
      { notBefore: start, notAfter: start + 2 * 86_400_000 },
    ],
    [
      { BeforeTime: 10, AfterTime: 20 },
      { notBefore: 10_000, notAfter: 20_000 },
    ],
    [{ Years: 1 }, { notBefore: start, notAfter: Date.UTC(2027, 0, 31, 12) }],
    [
      { Years: 1, Months: 2 },
      { notBefore: start, notAfter: Date.UTC(2027, 2, 31, 12) },
    ],
  ])('%j', (input, value) => {
    expect(validityOf(input, now)).toEqual({ ok: true, value })
  })
  it.each([
    [{}, 'MissingDays'],
    [{ BeforeTime: 1 }, 'MissingAfterTime'],
    [{ AfterTime: 1 }, 'MissingBeforeTime'],
    [{ BeforeTime: 2, AfterTime: 2 }, 'InvalidAfterTime'],
  ])('%j is refused', (input, code) => {
    expect(validityOf(input, now)).toMatchObject({ ok: false, error: { code } })
  })
})

describe('the registry', () => {
  it('holds the thirteen operations under their own names', () => {
    expect([...registry.keys()].sort()).toEqual([
      'CreateClientCertificateWithCsr',
      'CreateRevokeClientCertificate',
      'CreateServerCertificateWithCsr',
      'DeleteClientCertificate',
      'DescribeCACertificate',
      'DescribeCACertificateList',
      'DescribeClientCertificate',
      'DescribeClientCertificateStatus',
      'DescribeClientCertificateStatusForSerialNumber',
      'GetCaInstanceCrlAddress',
      'ListCert',
      'ListClientCertificate',
      'ListRevokeCertificate',
    ])
  })
})

describe('identifiers', () => {
  it('have the two shapes of the documentation and the time in the newer one', () => {
    const zeros = (size: number): Uint8Array => new Uint8Array(size)
    expect(newIdentifier(0, zeros)).toBe('1b21dd21-3814-6000-8000-000000000000')
    expect(newIdentifier(1000, zeros) > newIdentifier(999, zeros)).toBe(true)
    expect(oldIdentifier(zeros)).toBe('0'.repeat(32))
  })
})

describe('options', () => {
  it('come from arguments before the environment', () => {
    const environment = { EMULATOR_PORT: '5000', EMULATOR_CERTIFICATES: '7', EMULATOR_CONTROL_TOKEN: 't' }
    expect(readOptions([], environment)).toMatchObject({
      ok: true,
      value: { port: 5000, certificates: 7, controlToken: 't', unthrottled: false },
    })
    expect(readOptions(['--port', '0', '--certificates', '1'], environment)).toMatchObject({
      ok: true,
      value: { port: 0, certificates: 1 },
    })
    expect(readOptions([], {})).toMatchObject({
      ok: true,
      value: { port: 4010, certificates: 1000, seed: 1, controlToken: null, host: '127.0.0.1' },
    })
  })

  it.each([
    [['--port', 'x']],
    [['--port', '70000']],
    [['--seed', '-1']],
    [['--public-url', 'http://h/path']],
    [['extra']],
  ])('refuse %j', (argv) => {
    expect(readOptions(argv, {}).ok).toBe(false)
  })
})

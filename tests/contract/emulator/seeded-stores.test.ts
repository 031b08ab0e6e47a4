import { createHash, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest } from './support/emulator-under-test.ts'

// What the README promises of --seed, read over the wire: from the certificates, not from the drafts.

type Row = {
  Identifier: string
  SerialNumber: string
  CommonName: string
  Sans: string
  Status: string
  CertificateType: string
  BeforeDate: number
  AfterDate: number
  X509Certificate: string
}

const born = Math.floor(Date.now() / 1000) * 1000
// Young enough apart for the client's date to be good in each.
const births = [
  { seed: 5, at: born },
  { seed: 5, at: born - 400_000 },
  { seed: 6, at: born },
]
const lists: Row[][] = []
beforeAll(async () => {
  // One after the other: an emulator that makes keys keeps its process busy.
  for (const { seed, at } of births) {
    const emulator = await emulatorUnderTest({ seed, certificates: 60, clock: { now: () => at } })
    const body = await emulator.client.body('ListClientCertificate', { ShowSize: 100 })
    lists.push(body['CertificateList'] as Row[])
    await emulator.remove()
  }
}, 90_000)

/** What a seed repeats; dates as their distance from the birth of the store. */
function repeated(index: number): unknown[] {
  const at = births[index]?.at ?? NaN
  return (lists[index] ?? []).map((row) => [
    row.CommonName,
    row.Sans,
    row.Status,
    row.CertificateType,
    row.BeforeDate - at,
    row.AfterDate - at,
  ])
}

describe('two stores of one seed', () => {
  it('hold the same names, alternative names, states and date offsets; one of another seed does not', () => {
    expect(repeated(0)).toHaveLength(60)
    expect(repeated(1)).toEqual(repeated(0))
    expect(repeated(2)).not.toEqual(repeated(0))
  })

  it('share no Identifier, no serial number and no key', () => {
    const all = lists.flat()
    expect(new Set(all.map(({ Identifier }) => Identifier)).size).toBe(all.length)
    expect(new Set(all.map(({ SerialNumber }) => SerialNumber)).size).toBe(all.length)
    const keys = lists.map((rows) => rows.map(({ X509Certificate: pem }) => keyOf(pem)))
    // In each store one renewal kept its key, and no other certificate has another's.
    expect(keys.map((one) => new Set(one).size)).toEqual([59, 59, 59])
    expect(new Set(keys.flat()).size).toBe(3 * 59)
  })

  it('show the shared key in the two certificates of the renewal', () => {
    const [rows = []] = lists
    const byKey = Map.groupBy(rows, ({ X509Certificate: pem }) => keyOf(pem))
    const shared = [...byKey.values()].filter((group) => group.length > 1)
    expect(shared.map((group) => group.map(({ CommonName }) => CommonName))).toEqual([
      ['track.prod.ludao-logistics.example', 'track.prod.ludao-logistics.example'],
    ])
  })
})

/** The SHA-256 of the SubjectPublicKeyInfo that the certificate itself holds. */
function keyOf(pem: string): string {
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('hex')
}

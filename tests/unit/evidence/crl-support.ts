import { readCrl, type CrlQuestion } from '#lib/evidence/server/crl/read-crl.ts'
import type { CrlReading } from '#lib/evidence/server/crl/reading.ts'
import { enumerated, sequence } from '#lib/pki/der.ts'
import { signatureAlgorithm } from '#lib/pki/sign.ts'
import { crlExtension, madeCrl, type CrlParts } from '#tests/support/made-crl.ts'
import { testAuthorities } from '#tests/unit/pki/test-authorities.ts'

// CRLs of one CA, good ones and bent ones, and what reading one of them says.

export const now = Date.UTC(2026, 10, 27, 12)
export const revokedAt = Date.UTC(2026, 0, 2, 3, 4, 5)

export const { issuing, root } = await testAuthorities('ECC_256', now)

export function read(bytes: Uint8Array, changes: Partial<CrlQuestion> = {}) {
  return readCrl(bytes, { issuer: issuing.certificatePem, serials: new Set(['0a', '7f00ff']), now, ...changes })
}

export async function reading(bytes: Uint8Array, changes: Partial<CrlQuestion> = {}): Promise<CrlReading> {
  const read_ = await read(bytes, changes)
  if (!read_.ok) throw new Error(`${read_.error.code}: ${read_.error.detail}`)
  return read_.value
}

export async function refusalOf(bytes: Uint8Array, changes: Partial<CrlQuestion> = {}): Promise<string> {
  const read_ = await read(bytes, changes)
  return read_.ok ? 'accepted' : read_.error.code
}

export const made = (changes: Partial<CrlParts> = {}): Buffer => madeCrl(issuing, now, changes)
export const reasonCode = (code: number): Uint8Array => crlExtension('2.5.29.21', enumerated(code))

export function contentOf(crl: Buffer): Buffer {
  return crl.subarray(crl[1] === 0x82 ? 4 : crl[1] === 0x81 ? 3 : 2)
}

export function withLength(encode: (length: number) => number[]): Buffer {
  const content = contentOf(made())
  return Buffer.concat([Buffer.from([0x30, ...encode(content.length)]), content])
}

/** A made CRL whose signature, a BIT STRING without its three bytes of tag, length and unused bits, is replaced. */
export function withSignature(change: (signature: Buffer) => Uint8Array): Buffer {
  const content = contentOf(made())
  const algorithmBytes = signatureAlgorithm(issuing)
  const start = content.lastIndexOf(algorithmBytes) + algorithmBytes.length
  return Buffer.from(sequence(content.subarray(0, start), change(content.subarray(start + 3))))
}

export function armoured(der: Buffer): Buffer {
  const body = der.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return Buffer.from(`-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`)
}

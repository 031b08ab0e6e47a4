import 'server-only'
import { err, ok, type Result } from '#lib/core/result.ts'

/** Labels of RFC 7468. */
export type PemLabel = 'CERTIFICATE' | 'X509 CRL' | 'CERTIFICATE REQUEST' | 'PRIVATE KEY' | 'PUBLIC KEY'

/** PEM with lines of 64 characters and a line feed at its end (RFC 7468). */
export function toPem(label: PemLabel, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

/** DER of the first block with this label; `NEW CERTIFICATE REQUEST` of older tools counts as a request (RFC 7468 7). */
export function fromPem(label: PemLabel, text: string): Result<Uint8Array, 'not_pem'> {
  const open = new RegExp(`-----BEGIN (?:NEW )?${label}-----`).exec(text)
  if (open === null) return err('not_pem')
  const rest = text.slice(open.index + open[0].length)
  const end = rest.indexOf('-----END ')
  const base64 = (end === -1 ? '' : rest.slice(0, end)).replace(/\s+/g, '')
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return err('not_pem')
  return ok(Buffer.from(base64, 'base64'))
}

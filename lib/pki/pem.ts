import 'server-only'
import type { Result } from '#lib/core/result.ts'

export type PemLabel = 'CERTIFICATE' | 'X509 CRL' | 'CERTIFICATE REQUEST' | 'PRIVATE KEY' | 'PUBLIC KEY'

export function toPem(_label: PemLabel, _der: Uint8Array): string {
  throw new Error('not yet')
}

/** DER of the first block with this label. */
export function fromPem(_label: PemLabel, _text: string): Result<Uint8Array, 'not_pem'> {
  throw new Error('not yet')
}

import type { SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'
import type { IssuerLabel } from '../authority/issuers.ts'
import type { CertificateType } from '../store/certificate-row.ts'

/**
 * A seed certificate before there is a CA, a key or a date: what `--seed` repeats. Offsets are ms from the first start.
 */
export type Draft = {
  readonly issuer: Exclude<IssuerLabel, 'root'>
  readonly type: CertificateType
  readonly commonName: string
  readonly organization: string
  readonly organizationUnit: string
  readonly locality: string
  readonly state: string
  readonly country: 'CN'
  readonly sans: readonly SubjectAlternativeName[]
  readonly notBefore: number
  readonly notAfter: number
  /** null: not revoked. */
  readonly revokedAt: number | null
  readonly enableCrl: boolean
  readonly alias: string | null
  /** Drafts with the same word share a key; null: a key of its own. */
  readonly sharedKey: string | null
}

export const DAY_MS = 86_400_000

export function dns(value: string): SubjectAlternativeName {
  return { kind: 'dns', value }
}

export function ip(value: string): SubjectAlternativeName {
  return { kind: 'ip', value }
}

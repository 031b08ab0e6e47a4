import 'server-only'
import type { Result } from '#lib/core/result.ts'

export type SubjectAlternativeNameKind = 'email' | 'dns' | 'uri' | 'ip'
export type SubjectAlternativeName = { readonly kind: SubjectAlternativeNameKind; readonly value: string }
export type SubjectAlternativeNameFault = 'empty' | 'not_ascii' | 'malformed' | 'too_long'

/** RFC 5280 GeneralName tags, which the CAS API uses as `Type` in `Sans` and as `SanType`. */
export const generalNameTags = { email: 1, dns: 2, uri: 6, ip: 7 } as const

/** A name fit for a certificate: IDNs become A-labels, IP addresses are checked; what has no ASCII form is refused. */
export function parseSubjectAlternativeName(
  _kind: SubjectAlternativeNameKind,
  _text: string,
): Result<SubjectAlternativeName, SubjectAlternativeNameFault> {
  throw new Error('not yet')
}

import { isIP } from 'node:net'
import { err, ok, type Result } from '#lib/core/result.ts'
import {
  generalNameTags,
  parseSubjectAlternativeName,
  type SubjectAlternativeName,
  type SubjectAlternativeNameKind,
} from '#lib/pki/subject-alternative-name.ts'
import { refusals, type Refusal } from '../protocol/refusal.ts'

const kinds: readonly SubjectAlternativeNameKind[] = ['email', 'dns', 'uri', 'ip']

/** SanType and SanValue: one kind, comma-separated values. Of the nine documented types the emulator writes four. */
export function namesOfSan(
  sanType: number | undefined,
  sanValue: string | undefined,
): Result<SubjectAlternativeName[], Refusal> {
  if (sanType === undefined && sanValue === undefined) return ok([])
  if (sanType === undefined) return err(refusals.missing('SanType'))
  if (sanValue === undefined) return err(refusals.missing('SanValue'))
  const kind = kinds.find((candidate) => generalNameTags[candidate] === sanType)
  if (kind === undefined) return err(refusals.invalid('SanType', 'this emulator knows 1, 2, 6 and 7.'))
  return parseAll(sanValue, 'SanValue', () => kind)
}

/** Domain: comma-separated DNS names and IP addresses. */
export function namesOfDomain(domain: string | undefined): Result<SubjectAlternativeName[], Refusal> {
  if (domain === undefined) return ok([])
  return parseAll(domain, 'Domain', (value) => (isIP(value) === 0 ? 'dns' : 'ip'))
}

function parseAll(
  list: string,
  parameter: string,
  kindOf: (value: string) => SubjectAlternativeNameKind,
): Result<SubjectAlternativeName[], Refusal> {
  const names: SubjectAlternativeName[] = []
  for (const value of list.split(',').map((item) => item.trim())) {
    const name = parseSubjectAlternativeName(kindOf(value), value)
    if (!name.ok)
      return err(refusals.invalid(parameter, `${JSON.stringify(value)} is ${name.error.replaceAll('_', ' ')}.`))
    names.push(name.value)
  }
  return ok(names)
}

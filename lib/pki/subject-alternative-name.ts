import 'server-only'
import { isIP, isIPv4, isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { OctetString } from 'asn1js'
import { AltName, type GeneralName } from 'pkijs'
import { err, ok, type Result } from '#lib/core/result.ts'
import { implicit, sequenceOf } from './der.ts'
import { bytesOfIp, textOfIp } from './ip-address.ts'

export type SubjectAlternativeNameKind = 'email' | 'dns' | 'uri' | 'ip'
export type SubjectAlternativeName = { readonly kind: SubjectAlternativeNameKind; readonly value: string }
export type SubjectAlternativeNameFault = 'empty' | 'not_ascii' | 'malformed' | 'too_long'

/** RFC 5280 GeneralName tags, which the CAS API uses as `Type` in `Sans` and as `SanType`. */
export const generalNameTags = { email: 1, dns: 2, uri: 6, ip: 7 } as const

const longestUri = 2048
const dnsLabel = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/
const printableAscii = /^[!-~]+$/

type Parsed = Result<string, SubjectAlternativeNameFault>

/**
 * A name fit for a certificate, which holds ASCII only: international host names become A-labels and other characters
 * of a URI are percent-encoded (RFC 5280 7.2, 7.4), IP addresses take their canonical text. A name without such a form,
 * for example a mailbox with Chinese before the @, is refused.
 */
export function parseSubjectAlternativeName(
  kind: SubjectAlternativeNameKind,
  text: string,
): Result<SubjectAlternativeName, SubjectAlternativeNameFault> {
  const parsed = text === '' ? err('empty' as const) : parsers[kind](text)
  return parsed.ok ? ok({ kind, value: parsed.value }) : parsed
}

const parsers: Record<SubjectAlternativeNameKind, (text: string) => Parsed> = {
  dns: parseDns,
  email: parseEmail,
  uri: parseUri,
  ip: (text) =>
    isIPv4(text) || (isIPv6(text) && !text.includes('%')) ? ok(textOfIp(bytesOfIp(text))) : err('malformed'),
}

function parseDns(text: string): Parsed {
  // What is ASCII already is kept as it is: domainToASCII would turn 1.2 into 1.0.0.2 and lower the case.
  const host = isAscii(text) ? text : domainToASCII(text)
  if (host.length > 253) return err('too_long')
  if (isIP(host) !== 0) return err('malformed')
  const labels = host.split('.')
  const named = labels[0] === '*' && labels.length > 1 ? labels.slice(1) : labels
  return named.every((label) => dnsLabel.test(label)) ? ok(host) : err('malformed')
}

function parseEmail(text: string): Parsed {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(at, 0))
  if (!isAscii(local)) return err('not_ascii')
  if (local.length > 64) return err('too_long')
  if (!printableAscii.test(local) || /[@<>()[\]:;,\\]/.test(local)) return err('malformed')
  const domain = parseDns(text.slice(at + 1))
  if (!domain.ok) return domain
  return domain.value.startsWith('*') ? err('malformed') : ok(`${local}@${domain.value}`)
}

function parseUri(text: string): Parsed {
  if (!text.isWellFormed() || !URL.canParse(text)) return err('malformed')
  const uri = isAscii(text) ? text : new URL(text).href
  if (uri.length > longestUri) return err('too_long')
  return printableAscii.test(uri) && /^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri) ? ok(uri) : err('malformed')
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text)
}

/** DER of GeneralNames. Throws on a name that parseSubjectAlternativeName would refuse. */
export function encodeSubjectAlternativeNames(names: readonly SubjectAlternativeName[]): Uint8Array {
  return sequenceOf(
    names.map(({ kind, value }) => {
      const parsed = parseSubjectAlternativeName(kind, value)
      if (!parsed.ok) throw new TypeError(`a subject alternative name (${kind}) is unfit: ${parsed.error}`)
      const contents = kind === 'ip' ? bytesOfIp(value) : Buffer.from(parsed.value.value, 'latin1')
      return implicit(generalNameTags[kind], contents)
    }),
  )
}

/** The names in DER of GeneralNames, or null when one is of another kind or not fit for a certificate. */
export function decodeSubjectAlternativeNames(der: Uint8Array): readonly SubjectAlternativeName[] | null {
  const names: SubjectAlternativeName[] = []
  for (const generalName of AltName.fromBER(new Uint8Array(der)).altNames) {
    const name = decodeGeneralName(generalName)
    if (name === null) return null
    names.push(name)
  }
  return names
}

function decodeGeneralName({
  type,
  value,
}: Pick<GeneralName, 'type'> & { readonly value: unknown }): SubjectAlternativeName | null {
  const kind = kindOfTag(type)
  if (kind === null) return null
  const text = value instanceof OctetString ? textOfIpOrNull(value.valueBlock.valueHexView) : value
  if (typeof text !== 'string') return null
  const parsed = parseSubjectAlternativeName(kind, text)
  return parsed.ok ? parsed.value : null
}

function kindOfTag(tag: number): SubjectAlternativeNameKind | null {
  const kinds: readonly SubjectAlternativeNameKind[] = ['email', 'dns', 'uri', 'ip']
  return kinds.find((kind) => generalNameTags[kind] === tag) ?? null
}

function textOfIpOrNull(bytes: Uint8Array): string | null {
  return bytes.length === 4 || bytes.length === 16 ? textOfIp(bytes) : null
}

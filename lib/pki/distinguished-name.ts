import 'server-only'
import type { RelativeDistinguishedNames } from 'pkijs'
import { objectIdentifier, printableString, sequence, setOf, utf8String } from './der.ts'
import { attributeOids } from './object-identifiers.ts'

/** The six parts of a subject that the CAS API knows. */
export type DistinguishedName = {
  readonly country?: string
  readonly organization?: string
  readonly organizationUnit?: string
  readonly locality?: string
  readonly state?: string
  readonly commonName: string
}

export type DistinguishedNameFault = {
  readonly attribute: keyof DistinguishedName
  readonly fault: 'empty' | 'too_long' | 'not_a_country_code' | 'forbidden_character'
}

/** Order, short form and upper bound (RFC 5280 appendix A, counted in characters); the order is that of the CAS API. */
const attributes = [
  { attribute: 'country', short: 'C', upperBound: 2 },
  { attribute: 'organization', short: 'O', upperBound: 64 },
  { attribute: 'organizationUnit', short: 'OU', upperBound: 64 },
  { attribute: 'locality', short: 'L', upperBound: 128 },
  { attribute: 'state', short: 'ST', upperBound: 128 },
  { attribute: 'commonName', short: 'CN', upperBound: 64 },
] as const

/** The first reason why this name cannot be put into a certificate, or null. Check before issuing: issuing throws. */
export function distinguishedNameFault(name: DistinguishedName): DistinguishedNameFault | null {
  for (const { attribute, upperBound } of attributes) {
    const value = name[attribute]
    if (value === undefined) continue
    if (value === '') return { attribute, fault: 'empty' }
    if (attribute === 'country' && !/^[A-Z]{2}$/.test(value)) return { attribute, fault: 'not_a_country_code' }
    if (Array.from(value).length > upperBound) return { attribute, fault: 'too_long' }
    if (!value.isWellFormed() || /\p{Cc}/u.test(value)) return { attribute, fault: 'forbidden_character' }
  }
  return null
}

/**
 * `C=CN,O=…,OU=…,L=…,ST=…,CN=…`: the CAS API's text of a subject. How the real service escapes is not documented;
 * here as in RFC 4514, so that a comma in a value cannot pass for the next attribute.
 */
export function distinguishedNameText(name: Partial<DistinguishedName>): string {
  return attributes
    .flatMap(({ attribute, short }) => {
      const value = name[attribute]
      return value === undefined ? [] : [`${short}=${escapeValue(value)}`]
    })
    .join(',')
}

/** RFC 4514 2.4: these characters anywhere, a number sign or blank at the beginning, a blank at the end. */
function escapeValue(value: string): string {
  const escaped = value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/\0/g, '\\00')
    .replace(/^[# ]/, '\\$&')
  return value.length > 1 && value.endsWith(' ') ? `${escaped.slice(0, -1)}\\ ` : escaped
}

/** DER of the Name, one attribute in each RDN. Throws on a name that has a fault. */
export function encodeDistinguishedName(name: DistinguishedName): Uint8Array {
  const found = distinguishedNameFault(name)
  if (found !== null) throw new TypeError(`the subject's ${found.attribute} is unfit: ${found.fault}`)
  return sequence(
    ...attributes.flatMap(({ attribute }) => {
      const value = name[attribute]
      if (value === undefined) return []
      // RFC 5280 appendix A: the country code is a PrintableString, everything else new is UTF-8.
      const text = attribute === 'country' ? printableString(value) : utf8String(value)
      return [setOf(sequence(objectIdentifier(attributeOids[attribute]), text))]
    }),
  )
}

/** The parts known here; of an attribute that comes twice the first counts, other attributes are left out. */
export function decodeDistinguishedName(name: RelativeDistinguishedNames): Partial<DistinguishedName> {
  const found: Partial<Record<keyof DistinguishedName, string>> = {}
  for (const { attribute } of attributes) {
    const match = name.typesAndValues.find(({ type }) => type === attributeOids[attribute])
    if (match !== undefined) found[attribute] = match.value.valueBlock.value
  }
  return found
}

import 'server-only'
import type { RelativeDistinguishedNames } from 'pkijs'

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

/** The first reason why this name cannot be put into a certificate, or null. Check before issuing: issuing throws. */
export function distinguishedNameFault(_name: DistinguishedName): DistinguishedNameFault | null {
  throw new Error('not yet')
}

/** `C=CN,O=…,OU=…,L=…,ST=…,CN=…`: the CAS API's text of a subject; escapes as in RFC 4514. */
export function distinguishedNameText(_name: Partial<DistinguishedName>): string {
  throw new Error('not yet')
}

export function encodeDistinguishedName(_name: DistinguishedName): RelativeDistinguishedNames {
  throw new Error('not yet')
}

export function decodeDistinguishedName(_name: RelativeDistinguishedNames): Partial<DistinguishedName> {
  throw new Error('not yet')
}

import 'server-only'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { searchGrams } from '#lib/core/search-grams.ts'
import { storableText } from '#lib/db/server/text.ts'
import type { CertificatesTable } from '#lib/db/server/tables.certificates.ts'
import { searchableLines, searchText } from '../search-text.ts'
import { subjectParts, type SubjectAttribute } from '../subject-parts.ts'
import { pemFacts } from './decode.ts'

type Seen = {
  /** When the answer was read, epoch ms. */
  at: number
  /** The pass that saw it; 0 for a live reading outside any. */
  passId: number
  isLive: boolean
}

/** The store counts them itself. */
type NumberlessRow = Omit<CertificatesTable, 'number'>

/** A certificate as the vendor gave it, as a row of the mirror. Parses the PEM: only for what is new or has changed. */
export function mirrorRow(certificate: CloudCertificate, seen: Seen): NumberlessRow {
  const { sha1, publicKeySha256, pointsToCrl } = pemFacts(certificate.pem)
  return {
    identifier: storableText(certificate.identifier),
    ...mirrorNames(certificate),
    ...mirrorText(certificate),
    ...mirrorKeys(certificate),
    ...mirrorIds(certificate),
    ...mirrorFacts(certificate),
    vendor_status: certificate.vendorStatus,
    sha1,
    public_key_sha256: publicKeySha256,
    points_to_crl: pointsToCrl === null ? null : pointsToCrl ? 1 : 0,
    replaced_until: null,
    pem: storableText(certificate.pem),
    chain: certificate.chain === null ? null : storableText(certificate.chain),
    revoke_time: null,
    first_seen_at: seen.at,
    last_seen_at: seen.at,
    last_seen_pass: seen.passId,
    live_read_at: seen.isLive ? seen.at : null,
    deleted_at: null,
    deleted_how: null,
  }
}

export const factColumns = [
  'serial_number',
  'type',
  'not_before',
  'not_after',
  'ca_identifier',
  'algorithm',
  'key_size',
  'sign_algorithm',
  'md5',
  'sha256',
] as const

/** What is in it beside its names. */
export function mirrorFacts(certificate: CloudCertificate): Pick<CertificatesTable, (typeof factColumns)[number]> {
  return {
    serial_number: plainHex(certificate.serialNumber),
    type: certificate.type,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
    ca_identifier: indexable(certificate.caIdentifier),
    algorithm: indexable(certificate.algorithm),
    key_size: certificate.keySize,
    sign_algorithm: indexable(certificate.signAlgorithm),
    md5: plainHex(certificate.md5),
    sha256: plainHex(certificate.sha256),
  }
}

type Named = Pick<CloudCertificate, 'commonName' | 'sans' | 'subject' | 'alias' | 'customIdentifier'>

export const nameColumns = ['common_name', 'subject', 'sans', 'alias', 'custom_identifier', 'name_keys'] as const

/** What it is called, as it is shown and as each name is compared. */
export function mirrorNames(named: Named): Pick<CertificatesTable, (typeof nameColumns)[number]> {
  return {
    common_name: storableText(named.commonName),
    subject: storableText(named.subject),
    sans: JSON.stringify(named.sans.map(({ type, value }) => ({ type, value: storableText(value) }))),
    alias: named.alias === null ? null : storableText(named.alias),
    custom_identifier: named.customIdentifier === null ? null : storableText(named.customIdentifier),
    name_keys: nameKeysOf(named),
  }
}

export const idColumns = ['vendor_id', 'resource_group_id'] as const

export function mirrorIds({
  vendorId,
  resourceGroupId,
}: Pick<CloudCertificate, 'vendorId' | 'resourceGroupId'>): Pick<CertificatesTable, (typeof idColumns)[number]> {
  return {
    vendor_id: vendorId === null ? null : storableText(vendorId),
    resource_group_id: resourceGroupId === null ? null : storableText(resourceGroupId),
  }
}

/** Those names, in the form of searchText, of which lower-case ASCII is not that form already. */
export type NameKeys = { subject?: string; sans?: string; alias?: string; custom_identifier?: string }

function nameKeysOf({ subject, sans, alias, customIdentifier }: Named): string | null {
  const sansOf = sans.map(({ value }) => value)
  const keys: NameKeys = {
    ...(isOwnKey(subject) ? {} : { subject: searchText(subject) }),
    ...(sansOf.every(isOwnKey) ? {} : { sans: sansOf.map(searchText).join('\n') }),
    ...(isOwnKey(alias ?? '') ? {} : { alias: searchText(alias ?? '') }),
    ...(isOwnKey(customIdentifier ?? '') ? {} : { custom_identifier: searchText(customIdentifier ?? '') }),
  }
  return Object.keys(keys).length === 0 ? null : JSON.stringify(keys)
}

function isOwnKey(text: string): boolean {
  return searchText(text) === text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export const textColumns = ['common_name_key', 'search_text', 'search_grams'] as const

/** What is sorted and searched by. */
export function mirrorText(named: Named): Pick<CertificatesTable, (typeof textColumns)[number]> {
  const text = searchLines(named)
  return {
    common_name_key: nameKeyOf(named.commonName),
    search_text: text,
    search_grams: searchGrams(text).join(' '),
  }
}

/** More of a text sorts nothing that anybody would see, and PostgreSQL refuses a row whose key is longer than 2,704 bytes. */
export const SORTED_LENGTH = 200

/** RFC 5280 allows a common name 64 characters, of which some become eighteen in the form that is compared. */
const NAME_KEY_LENGTH = 400

/** By what names are sorted, and taken for the same. */
export function nameKeyOf(commonName: string): string {
  return beginning(searchText(commonName), NAME_KEY_LENGTH)
}

export const keyColumns = [
  'sans_key',
  'organization_key',
  'unit_key',
  'locality_key',
  'state_key',
  'country_key',
] as const

/** What the columns of the list that no other column has in order are sorted by: as they are shown, but in one case. */
export function mirrorKeys({ subject, sans }: Named): Pick<CertificatesTable, (typeof keyColumns)[number]> {
  const keyOf = (attribute: SubjectAttribute) => sortKey(subjectParts(subject, attribute).join(' + '))
  return {
    sans_key: sortKey(sans.map(({ value }) => value).join(', ')),
    organization_key: keyOf('O'),
    unit_key: keyOf('OU'),
    locality_key: keyOf('L'),
    state_key: keyOf('ST'),
    country_key: keyOf('C'),
  }
}

function sortKey(shown: string): string | null {
  const key = searchText(shown)
  return key === '' ? null : beginning(key, SORTED_LENGTH)
}

function beginning(text: string, length: number): string {
  return text.length <= length ? text : Array.from(text).slice(0, length).join('')
}

/** A name of something that we know, or of nothing: nobody misses the rest of a longer one. */
function indexable(text: string): string {
  return beginning(storableText(text), SORTED_LENGTH)
}

/** One thing a line, so that a search never matches across two of them. */
function searchLines({ commonName, sans, subject, alias, customIdentifier }: Named): string {
  return searchableLines([commonName, ...sans.map(({ value }) => value), subject, alias, customIdentifier])
}

/** Hex as we compare it: the vendor writes it so already, another account's tools may not. */
function plainHex(text: string): string {
  return indexable(text.replaceAll(/[\s:-]/g, '').toLowerCase())
}

import 'server-only'
import type { Generated } from 'kysely'
import type { Flag } from './tables.ts'

/** The mirror of ListClientCertificate, and the tombstones of what is gone. */
export interface CertificatesTable {
  /** Counts up as rows are added; the search indexes of SQLite name a row by it. */
  number: Generated<number>
  identifier: string
  /** Lower-case hex without separators; empty while PENDING. */
  serial_number: string
  common_name: string
  /** NFKC, lower case: what sorting and comparing use, so that both engines agree. */
  common_name_key: string
  subject: string
  /** JSON of `{ type, value }[]`. */
  sans: string
  /** Common name, SANs, subject, alias and custom identifier, NFKC and lower case, one a line. */
  search_text: string
  /** NameKeys as JSON; null where lower case alone makes of every name what searchText makes of it. */
  name_keys: string | null
  /** What searchGrams makes of search_text, one after the other. */
  search_grams: string
  /** What is sorted by, in the form of searchText and cut: all SANs, and what the subject holds of an attribute. Null: none. */
  sans_key: string | null
  organization_key: string | null
  unit_key: string | null
  locality_key: string | null
  state_key: string | null
  country_key: string | null
  alias: string | null
  custom_identifier: string | null
  /** The API's numeric Id, as digits. */
  vendor_id: string | null
  resource_group_id: string | null
  type: 'client' | 'server'
  vendor_status: 'ISSUE' | 'REVOKE' | 'PENDING'
  not_before: number | null
  not_after: number | null
  ca_identifier: string
  algorithm: string
  key_size: number
  sign_algorithm: string
  md5: string
  sha256: string
  /** Of the PEM. Null when unreadable. */
  sha1: string | null
  /** SHA-256 of the SubjectPublicKeyInfo: two certificates with the same one share a key. Null when unreadable. */
  public_key_sha256: string | null
  /** 1 when the certificate carries a CRL distribution point (RFC 5280, 4.2.1.13). Null when unreadable. */
  points_to_crl: Flag | null
  /**
   * The latest notAfter among the later, unrevoked certificates of the same name and type (epoch ms); null where there is
   * none. Kept by the worker after each pass.
   */
  replaced_until: number | null
  pem: string
  chain: string | null
  revoke_time: number | null
  first_seen_at: number
  last_seen_at: number
  /** The id of the last full pass that saw it. */
  last_seen_pass: number
  /** When DescribeClientCertificate last gave this row's state: what a write may rely on for 30 s. */
  live_read_at: number | null
  deleted_at: number | null
  /** `here`: by an operation of ours; `elsewhere`: DescribeClientCertificate said NotFound. */
  deleted_how: 'here' | 'elsewhere' | null
}

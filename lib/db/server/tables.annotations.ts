import 'server-only'

// What people write on certificates, by Identifier; the mirror knows nothing of it.

export interface CertificateAnnotationsTable {
  identifier: string
  owner: string
  /** searchText of `owner`. */
  owner_key: string
  note: string
  /** Owner, tags and note, NFKC and lower case, one a line. */
  search_text: string
  /** From 1. */
  version: number
  updated_at: number
  updated_by: string
}

export interface CertificateTagsTable {
  identifier: string
  /** From 0, in the order in which they were given. */
  place: number
  tag: string
  /** searchText of `tag`; unique on a certificate. */
  tag_key: string
}

/** A reading that contradicted what was held, as it stands in the audit. Times are RFC 3339 UTC. */
export type FindingRecord = {
  /** The finding's word: `revoked_elsewhere`, `deleted_elsewhere`, …; an older record may hold another. */
  finding: string
  at: string
  auditSequence: number
}

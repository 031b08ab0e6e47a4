// What a person has to know of. An alarm is raised once on what it is about, is an event of the audit, and stands under
// *Needs a human* until somebody says that they have taken note of it. This room owns the table `alarms`. It refuses to
// take an alarm back: what has become better later is told where it is, and the alarm still waits for its reader.

/**
 * `not_published`: the CRL that had to list a revoked certificate does not. `vanished_from_crl`: after its deletion at
 * the vendor the CRL no longer lists a certificate that has not expired.
 */
export const alarmKinds = ['not_published', 'vanished_from_crl'] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** Times are RFC 3339 UTC. */
export type Alarm = {
  id: string
  /** Text: an alarm can be older, or newer, than this build's vocabulary. */
  kind: string
  identifier: string | null
  commonName: string
  serialNumber: string
  operationId: string | null
  /** Until when clients that go by the CRL trust the certificate. */
  trustedUntil: string | null
  raisedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  comment: string
}

export type AlarmList = { items: Alarm[]; total: number }

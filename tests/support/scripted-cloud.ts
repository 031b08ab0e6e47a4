import type {
  CertificateCloud,
  CloudCertificate,
  PreparedWrite,
  ReadFailure,
  WriteOutcome,
} from '#lib/cloud/server/port.ts'
import { err, ok } from '#lib/core/result.ts'

// A vendor that a test scripts: the narrow port with a state of its own. It is stricter than the real client in one
// thing: it counts every call that would have reached the vendor.

export type ScriptedCloud = CertificateCloud & {
  certificates: Map<string, CloudCertificate>
  /** Writes that reached the vendor, in order. */
  readonly writes: { operation: string; identifier: string; requestId: string }[]
  /** What the next writes come back with; `applied` says whether the vendor acts. Default: accepted. */
  script: { outcome: (requestId: string) => PartialOutcome; applied: boolean }[]
  /** Our clock less the vendor's, as its answers show it. */
  skewMs: number
  /** When set, reads fail with it. */
  readFailure: ReadFailure | null
  /** Called before the write is applied. */
  onWrite: (() => Promise<void>) | null
}

type PartialOutcome = DistributiveOmit<WriteOutcome, 'exchange' | 'respondedAt' | 'rttMs' | 'skewMs'>
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never

export function certificateOf(identifier: string, over: Partial<CloudCertificate> = {}): CloudCertificate {
  const serialNumber = `5e${Buffer.from(identifier).toString('hex').padEnd(34, '0').slice(0, 34)}`
  return {
    identifier,
    serialNumber,
    commonName: `${identifier}.example`,
    subject: `C=CN,O=Example,CN=${identifier}.example`,
    sans: [{ type: 'dns', value: `${identifier}.example` }],
    alias: null,
    customIdentifier: null,
    vendorId: null,
    resourceGroupId: null,
    type: 'client',
    vendorStatus: 'ISSUE',
    notBefore: Date.now() - 86_400_000,
    notAfter: Date.now() + 86_400_000 * 90,
    caIdentifier: 'ca-1',
    algorithm: 'ECC',
    keySize: 256,
    signAlgorithm: 'SHA256WITHECDSA',
    md5: 'd'.repeat(32),
    sha256: Buffer.from(identifier).toString('hex').padEnd(64, 'a').slice(0, 64),
    pem: `-----BEGIN CERTIFICATE-----\n${identifier}\n-----END CERTIFICATE-----\n`,
    chain: null,
    ...over,
  }
}

export function scriptedCloud(certificates: readonly CloudCertificate[], now: () => number = Date.now): ScriptedCloud {
  let calls = 0
  const requestId = () => `REQUEST-${String((calls += 1)).padStart(6, '0')}`
  const cloud: ScriptedCloud = {
    certificates: new Map(certificates.map((certificate) => [certificate.identifier, certificate])),
    writes: [],
    script: [],
    skewMs: 0,
    readFailure: null,
    onWrite: null,
    listCertificates: async ({ page, pageSize }) => {
      if (cloud.readFailure) return err(cloud.readFailure)
      const all = [...cloud.certificates.values()]
      const items = all.slice((page - 1) * pageSize, page * pageSize)
      return ok({ items, page, pageSize, total: all.length, requestId: requestId() })
    },
    // Nobody here has changed since: a test that wants hints gives them.
    listSummaries: async () => {
      if (cloud.readFailure) return err(cloud.readFailure)
      return ok({ items: [], next: null, total: 0, requestId: requestId() })
    },
    getCertificate: async (identifier) => {
      if (cloud.readFailure) return err(cloud.readFailure)
      const value = cloud.certificates.get(identifier)
      if (!value) return err({ kind: 'not_found', message: 'not found', requestId: requestId(), code: 'NotFound' })
      return ok({ value, requestId: requestId(), readAt: now(), skewMs: cloud.skewMs })
    },
    getStatuses: async (identifiers) => {
      if (cloud.readFailure) return err(cloud.readFailure)
      const value = identifiers.flatMap((identifier) => {
        const found = cloud.certificates.get(identifier)
        if (!found) return []
        const isRevoked = found.vendorStatus === 'REVOKE'
        const status = isRevoked ? ('revoked' as const) : ('good' as const)
        return [{ serialNumber: found.serialNumber, status, revokeTime: isRevoked ? now() : null }]
      })
      return ok({ value, requestId: requestId(), readAt: now(), skewMs: cloud.skewMs })
    },
    listAuthorities: async () => ok({ value: [], requestId: requestId(), readAt: now(), skewMs: cloud.skewMs }),
    getAuthority: async () => err({ kind: 'not_found', message: 'not found' }),
    getCrlAddress: async () => err({ kind: 'not_found', message: 'not found' }),
    prepareWrite: async (operation, identifier) => ok(prepare(cloud, operation, identifier, { requestId, now })),
  }
  return cloud
}

function prepare(
  cloud: ScriptedCloud,
  operation: PreparedWrite['operation'],
  identifier: string,
  { requestId, now }: { requestId: () => string; now: () => number },
): PreparedWrite {
  let isSent = false
  const request = { method: 'POST' as const, url: `https://cas.test/?Identifier=${identifier}`, headers: {} }
  return {
    operation,
    identifier,
    nonce: `nonce-${requestId()}`,
    acsDate: new Date(now()).toISOString(),
    accessKeyId: 'test-access-key',
    request,
    send: async (_deadlineAt, onSent) => {
      if (isSent) throw new Error('a write was sent twice')
      isSent = true
      const startedAt = now()
      const id = requestId()
      const step = cloud.script.shift() ?? { outcome: succeeded, applied: true }
      onSent?.()
      await cloud.onWrite?.()
      const outcome = step.outcome(id)
      if (outcome.kind !== 'not_sent') cloud.writes.push({ operation, identifier, requestId: id })
      if (step.applied) apply(cloud, operation, identifier)
      const exchange = { request, answer: null, startedAt, endedAt: now() }
      return { ...outcome, exchange, respondedAt: now(), rttMs: 1, skewMs: 0 }
    },
  }
}

function apply(cloud: ScriptedCloud, operation: PreparedWrite['operation'], identifier: string): void {
  const certificate = cloud.certificates.get(identifier)
  if (!certificate) return
  if (operation === 'DeleteClientCertificate') cloud.certificates.delete(identifier)
  else cloud.certificates.set(identifier, { ...certificate, vendorStatus: 'REVOKE' })
}

export const succeeded = (requestId: string) => ({ kind: 'succeeded', requestId, httpStatus: 200 }) as const
export const timedOut = () =>
  ({ kind: 'unknown', requestId: null, httpStatus: null, cause: 'timed_out', message: 'no answer' }) as const
export const brokenAnswer = (requestId: string) =>
  ({ kind: 'unknown', requestId, httpStatus: 502, cause: 'not_json', message: 'html' }) as const
export const refused = (requestId: string) =>
  ({
    kind: 'refused',
    requestId,
    httpStatus: 403,
    code: 'NoPermission',
    message: 'not authorized',
    recommend: null,
    retryAfterMs: null,
    throttled: false,
  }) as const
export const notSent = () => ({ kind: 'not_sent', cause: 'connect', message: 'connection refused' }) as const

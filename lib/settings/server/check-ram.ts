import 'server-only'
import { z } from 'zod'
import { listCertificates } from '#lib/certificates/server/list.ts'
import type { CertificateCloud, ReadFailure } from '#lib/cloud/server/port.ts'
import { ok, type Result } from '#lib/core/result.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { lastCallOf, type LastCall } from '#lib/operations/server/last-call.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { RamFinding, RamReport } from '../schema.ts'

type Read = { operation: string; call: (cloud: CertificateCloud) => Promise<Result<unknown, ReadFailure>> }

/**
 * Which RAM actions the credentials lack. Each read is tried once; no write is ever sent to find out, so revoke and
 * delete show what their last real call has shown.
 */
export const checkRam = verb({
  name: 'check_ram',
  permission: 'settings.read',
  kind: 'read',
  input: z.object({}),
  run: async (ctx) => {
    const reads = await readsFor(ctx)
    const tried = await Promise.all(reads.map((read) => tryRead(ctx, read)))
    const revoke = await lastCallOf(ctx.db, 'revoke')
    const remove = await lastCallOf(ctx.db, 'delete')
    return ok<RamReport>({
      checkedAt: new Date(ctx.clock.now()).toISOString(),
      findings: [
        ...tried,
        findingOfWrite('CreateRevokeClientCertificate', revoke),
        findingOfWrite('DeleteClientCertificate', remove),
      ],
    })
  },
})

/** A read that needs an Identifier takes one that the mirror holds; without one, a name that cannot exist does. */
async function readsFor(ctx: VerbContext): Promise<Read[]> {
  const known = await listCertificates(ctx, { limit: 1 })
  const first = known.ok ? known.value.items[0] : undefined
  const identifier = first?.identifier ?? 'none'
  const ca = first?.caIdentifier ?? 'none'
  return [
    { operation: 'ListClientCertificate', call: (cloud) => cloud.listCertificates({ page: 1, pageSize: 1 }) },
    { operation: 'ListCert', call: (cloud) => cloud.listSummaries({ size: 1 }) },
    {
      operation: 'DescribeClientCertificate',
      call: (cloud) => cloud.getCertificate(identifier, { interactive: true }),
    },
    { operation: 'DescribeClientCertificateStatus', call: (cloud) => cloud.getStatuses([identifier]) },
    { operation: 'DescribeCACertificateList', call: (cloud) => cloud.listAuthorities() },
    { operation: 'DescribeCACertificate', call: (cloud) => cloud.getAuthority(ca) },
    { operation: 'GetCaInstanceCrlAddress', call: (cloud) => cloud.getCrlAddress(ca) },
  ]
}

async function tryRead(ctx: VerbContext, { operation, call }: Read): Promise<RamFinding> {
  const answer = await call(ctx.cloud)
  const common = { action: `yundun-cert:${operation}`, operation, kind: 'read', at: rfc3339(ctx.clock.now()) } as const
  if (answer.ok) return { ...common, verdict: 'allowed', code: null, requestId: null }
  const { kind, code, requestId } = answer.error
  // "Not found" was said by the service itself: the caller was let in.
  const verdict = kind === 'not_found' ? 'allowed' : kind === 'forbidden' ? 'denied' : 'unclear'
  return { ...common, verdict, code: verdict === 'allowed' ? null : (code ?? kind), requestId: requestId ?? null }
}

function findingOfWrite(operation: string, last: LastCall | null): RamFinding {
  const common = { action: `yundun-cert:${operation}`, operation, kind: 'write' } as const
  if (last === null) return { ...common, verdict: 'not_tried', code: null, requestId: null, at: null }
  const { httpStatus, code, requestId, at } = last
  // As with a read: who is told that there is no such certificate was let in to look for it.
  const isLetIn = httpStatus === 200 || (httpStatus === 404 && code === 'NotFound')
  const verdict = isLetIn ? 'allowed' : httpStatus === 403 ? 'denied' : 'unclear'
  return { ...common, verdict, code: verdict === 'allowed' ? null : code, requestId, at: rfc3339(at) }
}

import 'server-only'
import { heldCertificate, type HeldCertificate } from '#lib/certificates/server/held.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { getOperation, getRequest } from '#lib/operations/server/get.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { MOST_OPERATIONS } from '../../pack.ts'

/** What a pack is about: one RequestId of the vendor, one certificate, or all writes of a time (RFC 3339). */
export type PackScope =
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'certificate'; readonly identifier: string }
  | { readonly kind: 'period'; readonly from: string; readonly to: string }

export type Gathered = { readonly operations: OperationDetail[]; readonly certificates: HeldCertificate[] }

export type GatherFailure = { code: 'not_found' } | { code: 'too_many'; most: number }

/** Whether a time (RFC 3339) holds more operations than a pack takes: what `gather` would refuse. */
export async function isTooMuchFor(ctx: VerbContext, { from, to }: { from: string; to: string }): Promise<boolean> {
  const page = await listOperations(ctx, { from, to, limit: 1 })
  return page.ok && page.value.total > MOST_OPERATIONS
}

/** The operations that a scope names, and the certificates that they are about, as they are known here. */
export async function gather(ctx: VerbContext, scope: PackScope): Promise<Result<Gathered, GatherFailure>> {
  const operations = await operationsOf(ctx, scope)
  if (!operations.ok) return operations
  const identifiers = new Set(operations.value.map(({ identifier }) => identifier))
  if (scope.kind === 'certificate') identifiers.add(scope.identifier)
  const certificates: HeldCertificate[] = []
  for (const identifier of identifiers) {
    const certificate = await heldCertificate(ctx.db, identifier, ctx.clock.now())
    if (certificate !== null) certificates.push(certificate)
  }
  const isEmpty = operations.value.length === 0 && certificates.length === 0 && scope.kind !== 'period'
  return isEmpty ? err({ code: 'not_found' }) : ok({ operations: operations.value, certificates })
}

async function operationsOf(ctx: VerbContext, scope: PackScope): Promise<Result<OperationDetail[], GatherFailure>> {
  if (scope.kind === 'request') {
    const found = await getRequest(ctx, { requestId: scope.requestId })
    return found.ok ? ok(found.value.operations) : err({ code: 'not_found' })
  }
  const filter = scope.kind === 'certificate' ? { q: scope.identifier } : { from: scope.from, to: scope.to }
  const details: OperationDetail[] = []
  let cursor: string | undefined
  do {
    const page = await listOperations(ctx, { ...filter, limit: 200, ...(cursor === undefined ? {} : { cursor }) })
    if (!page.ok) return err({ code: 'not_found' })
    if (page.value.total > MOST_OPERATIONS) return err({ code: 'too_many', most: MOST_OPERATIONS })
    for (const { id, identifier } of page.value.items) {
      if (scope.kind === 'certificate' && identifier !== scope.identifier) continue
      const detail = await getOperation(ctx, { id })
      if (detail.ok) details.push(detail.value)
    }
    cursor = page.value.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ok(details)
}

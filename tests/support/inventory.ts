import { randomUUID } from 'node:crypto'
import { preparePage } from '#lib/certificates/server/mirror.ts'
import type { CertificateItem, CertificateList } from '#lib/certificates/schema.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { OperationRow } from '#lib/operations/server/repository.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'

/** Writes certificates into the mirror as a pass would, in pages of 200. */
export async function mirrorAll(
  ctx: VerbContext,
  certificates: readonly CloudCertificate[],
  { passId = 1, readAt = ctx.clock.now() }: { passId?: number; readAt?: number } = {},
): Promise<void> {
  for (let from = 0; from < certificates.length; from += 200) {
    const page = { certificates: certificates.slice(from, from + 200), passId, passStartedAt: readAt, readAt }
    const prepared = await preparePage(ctx.db, page)
    await transaction(ctx.db, (trx) => prepared.write(trx, ctx))
  }
}

/** The list as a page would get it; throws where it would be refused. */
export async function listed(ctx: VerbContext, input: Record<string, unknown> = {}): Promise<CertificateList> {
  const result = await listCertificates(ctx, input)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Every row, page by page in the given direction from the given cursor. */
export async function walked(
  ctx: VerbContext,
  input: Record<string, unknown>,
  { from, direction = 'nextCursor', between }: WalkOptions = {},
): Promise<CertificateItem[]> {
  const items: CertificateItem[] = []
  let cursor: string | null | undefined = from
  do {
    const page: CertificateList = await listed(ctx, { ...input, ...(cursor ? { cursor } : {}) })
    if (direction === 'nextCursor') items.push(...page.items)
    else items.unshift(...page.items)
    await between?.()
    cursor = page[direction]
  } while (cursor)
  return items
}
type WalkOptions = {
  from?: string
  direction?: 'nextCursor' | 'previousCursor'
  between?: () => Promise<void>
}

/** An operation in a given state on a certificate, with nothing else that matters but what is given. */
export async function insertOperation(
  db: Database,
  operation: Pick<OperationRow, 'identifier' | 'kind' | 'state'> & Partial<OperationRow>,
): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('operations')
    .values({
      id,
      cause_proven: 0,
      request_id: null,
      http_status: null,
      cloud_code: null,
      cloud_message: null,
      recommend: null,
      cause: null,
      reason: 'superseded',
      ticket: '',
      comment: '',
      requested_by: 'tester',
      requester_id: null,
      due_at: null,
      attended_at: null,
      attended_by: null,
      requested_at: 0,
      deadline_at: 0,
      settled_at: null,
      settled_by: null,
      settled_comment: null,
      attempt: id,
      owner: 'test',
      nonce: '',
      acs_date: '',
      access_key_id: '',
      exchange: '{}',
      snapshot: JSON.stringify({ commonName: operation.identifier, serialNumber: '' }),
      readings: '[]',
      search_text: '',
      vendor_revoke_time: null,
      vendor_status_read_at: null,
      ...operation,
    })
    .execute()
  return operation.id ?? id
}

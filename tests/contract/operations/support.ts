import { randomUUID } from 'node:crypto'
import { previewDeletion, previewRevocation } from '#lib/certificates/server/preview.ts'
import { removeCertificate } from '#lib/certificates/server/remove.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { TestStore } from '#tests/support/engines.ts'
import { certificateOf, scriptedCloud, type ScriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser, type ContextOptions } from '#tests/support/write-context.ts'

const reasons = { revoke: 'keyCompromise', delete: 'no_longer_needed' } as const
const never = () => new Promise<void>(() => undefined)

export type WriteBench = {
  store: TestStore
  cloud: ScriptedCloud
  ctx: VerbContext
  identifier: string
  /** Moves the clock on, in ms. */
  pass: (ms: number) => void
  /** What a dialog sends: the preview as it is now, filled in. */
  confirmation: (kind: OperationKind, over?: Record<string, unknown>) => Promise<Record<string, unknown>>
  confirm: (kind: OperationKind, input: unknown, ctx?: VerbContext) => ReturnType<typeof revokeCertificate>
  /** Preview and confirmation in one; throws where it is refused. */
  write: (kind: OperationKind) => Promise<WriteReceipt>
  operation: (id: string) => Promise<OperationDetail>
  row: () => Promise<{ chain: string | null; revoke_time: number | null; vendor_status: string }>
  events: () => Promise<{ action: string; outcome: string; details: Record<string, unknown> | null }[]>
}

/** One certificate, one operator and a scripted vendor over a real store, on a clock that only the test moves. */
export async function writeBench(
  store: TestStore,
  over: Partial<CloudCertificate> = {},
  options: ContextOptions = {},
): Promise<WriteBench> {
  const tag = randomUUID().slice(0, 8)
  const identifier = `alpha-${tag}`
  let now = Date.now()
  const clock = options.clock ?? { now: () => now }
  const cloud = scriptedCloud([certificateOf(identifier, over)], () => clock.now())
  const actor = await signedInUser(store, 'operator', `operator-${tag}`)
  const ctx = contextOn(store, cloud, { clock, actor, wait: never, ...options })
  const confirm: WriteBench['confirm'] = (kind, input, by = ctx) =>
    kind === 'revoke' ? revokeCertificate(by, input) : removeCertificate(by, input)
  const confirmation: WriteBench['confirmation'] = async (kind, more = {}) => {
    const preview = await (kind === 'revoke' ? previewRevocation : previewDeletion)(ctx, { identifier })
    if (!preview.ok) throw new Error(preview.error.code)
    return {
      operationId: randomUUID(),
      identifier,
      shown: preview.value.shown,
      typedSerial: preview.value.certificate.serialNumber.slice(-6),
      reason: reasons[kind],
      hasAcknowledged: true,
      ...more,
    }
  }
  return {
    store,
    cloud,
    ctx,
    identifier,
    pass: (ms) => {
      now += ms
    },
    confirmation,
    confirm,
    write: async (kind) => {
      const receipt = await confirm(kind, await confirmation(kind))
      if (!receipt.ok) throw new Error(receipt.error.code)
      return receipt.value
    },
    operation: async (id) => {
      const operation = await getOperation(ctx, { id })
      if (!operation.ok) throw new Error(operation.error.code)
      return operation.value
    },
    row: () =>
      store.db
        .selectFrom('certificates')
        .select(['chain', 'revoke_time', 'vendor_status'])
        .where('identifier', '=', identifier)
        .executeTakeFirstOrThrow(),
    events: async () => {
      const rows = await store.db
        .selectFrom('audit_events')
        .select(['action', 'outcome', 'record'])
        .where('identifier', '=', identifier)
        .orderBy('sequence')
        .execute()
      return rows.map(({ record, ...row }) => ({
        ...row,
        details: (JSON.parse(record) as { details: Record<string, unknown> | null }).details,
      }))
    },
  }
}

import { expect } from 'vitest'
import type { AuditEvent } from '#lib/audit/event.ts'
import type { RawAuditFilter } from '#lib/audit/filter.ts'
import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { exportAudit } from '#lib/audit/server/export.ts'
import { auditKeyNumber, auditSealNumber } from '#tests/support/audit-key.ts'
import type { TestStore } from '#tests/support/engines.ts'
import { contextOf, hostileNames, record, textOf, user } from './support.ts'

// A log worth exporting, and what comes out of it.

export type ExportFilter = RawAuditFilter & { head?: string }
export type ExportFormat = 'jsonl' | 'csv' | 'csv-proof'

/** Who signed it. */
export const pinned = new Set([auditKeyNumber(1).id, auditKeyNumber(2).id])
export const trust = { pinned, kept: [] }

/** Two events for each hostile name, with checkpoints on the way. */
export async function recordHostile(store: TestStore): Promise<void> {
  const operator = contextOf(store, user('operator'))
  for (const [index, name] of hostileNames.entries()) {
    const target = { identifier: `id-${index}`, serialNumber: '0a', commonName: name }
    const event: AuditEvent = { action: 'revoke_certificate', outcome: 'succeeded', target, comment: name }
    await record(operator, event, { action: 'sign_in', outcome: 'done' })
    // Checkpoints on the way, the first by an older key.
    if (index % 5 === 1) {
      const signer = createCheckpointSigner(auditSealNumber(index === 1 ? 2 : 1))
      await signer.sign({ ...operator, actor: { kind: 'worker', name: 'checkpoint' } }, { atOnce: true })
    }
  }
}

/** The export as text. */
export async function exportedBy(
  auditor: ReturnType<typeof contextOf>,
  format: ExportFormat,
  filter: ExportFilter = {},
): Promise<string> {
  const result = await exportAudit(auditor, { ...filter, format })
  if (!result.ok) throw new Error(result.error.code)
  expect(result.value.fileName).toMatch(/^rescind-audit-2026-11-24-\d+\.(jsonl|csv|csv\.proof\.json)$/)
  return textOf(result.value.body)
}

/** In pieces that no line fits into. */
export async function* chunks(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700)
}

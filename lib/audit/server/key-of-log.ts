import 'server-only'
import { z } from 'zod'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { AuditKey } from './audit-key.ts'
import { recordEvent, type RecordContext } from './record.ts'
import { lockHead } from './repository.ts'
import { readKeyChanges } from './repository.read.ts'

// Which keys sign is part of what they sign: each is named in the chain before it signs anything, so that no key comes
// into use unseen and a checkpoint by any other is found.

/** A key that the log names, and the record that does. */
export type KeyOfLog = { readonly keyId: string; readonly since: number }

const change = z.object({ details: z.object({ keyId: z.string() }) })

/** In the order of their coming into use; one that came back stands there again. */
export async function keysOfLog(db: Database | Trx): Promise<KeyOfLog[]> {
  const rows = await readKeyChanges(db)
  return rows.flatMap(({ sequence, record }) => {
    const keyId = keyIdIn(record)
    return keyId === null ? [] : [{ keyId, since: sequence }]
  })
}

/**
 * Names the key in the chain unless it is the one that was named last: the first one at the first start, another one at
 * the first start with another file. Throws what the store throws: a key that cannot be named must not sign.
 */
export async function nameKey(db: Database, context: RecordContext, key: Pick<AuditKey, 'id'>): Promise<void> {
  if ((await keysOfLog(db)).at(-1)?.keyId === key.id) return
  await transaction(db, async (trx) => {
    // Of several starts at once the first one names it.
    await lockHead(trx)
    const previousKeyId = (await keysOfLog(trx)).at(-1)?.keyId ?? null
    if (previousKeyId === key.id) return
    const details = { keyId: key.id, previousKeyId }
    await recordEvent(trx, context, { action: 'change_audit_key', outcome: 'done', details })
  })
}

/** A record that was tampered with may hold anything: verifying names it, and no key is taken from it. */
function keyIdIn(record: string): string | null {
  try {
    return change.safeParse(JSON.parse(record)).data?.details.keyId ?? null
  } catch {
    return null
  }
}

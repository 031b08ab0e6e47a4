import { createPrivateKey, type KeyObject } from 'node:crypto'
import { auditKeyOf, type AuditKey } from '#lib/audit/server/audit-key.ts'
import type { AuditSeal } from '#lib/audit/server/checkpoint-memory.ts'
import type { Checkpoint } from '#lib/audit/server/checkpoint.ts'

/** PKCS#8 of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const PKCS8 = '302e020100300506032b657004220420'

/** The same key for the same number, so that a signature that is bad once is bad again. */
export function privateKeyNumber(number: number): KeyObject {
  const seed = Buffer.alloc(32, number)
  return createPrivateKey({ key: Buffer.concat([Buffer.from(PKCS8, 'hex'), seed]), format: 'der', type: 'pkcs8' })
}

export function auditKeyNumber(number: number): AuditKey {
  return auditKeyOf(privateKeyNumber(number))
}

/** The key with a memory that lasts as long as the seal does. */
export function auditSealNumber(number: number): AuditSeal {
  let remembered: Checkpoint | null = null
  const memory = {
    read: async () => remembered,
    write: async (checkpoint: Checkpoint) => {
      remembered = checkpoint
    },
  }
  return { key: auditKeyNumber(number), memory }
}

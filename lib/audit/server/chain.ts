import 'server-only'
import { hash } from 'node:crypto'

/** The hash before the first record: 32 zero bytes. */
export const GENESIS_HASH = '0'.repeat(64)

/** SHA-256 of a record's stored bytes, as hex. */
export function recordHashOf(record: string): string {
  return hash('sha256', record, 'hex')
}

/** SHA-256 over the bytes of both hashes, as hex: what makes a record hold on to all before it. */
export function chainHashOf(previousHash: string, recordHash: string): string {
  return hash('sha256', Buffer.from(previousHash + recordHash, 'hex'), 'hex')
}

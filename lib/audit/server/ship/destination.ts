import 'server-only'
import { hash } from 'node:crypto'
import type { Result } from '#lib/core/result.ts'
import type { ShippingFailure, ShippingKind } from '../../shipping.ts'

/** One record, or one signed checkpoint, as it leaves. */
export type ShippedLine = {
  readonly kind: 'record' | 'checkpoint'
  /** The record's own, or the one that the checkpoint names. */
  readonly sequence: number
  /** That record's place in the chain. */
  readonly hash: string
  /** Epoch ms. */
  readonly at: number
  /** The record's action; none of a checkpoint. */
  readonly action: string | null
  /** The very line of the JSONL export, with its LF. FORMAT.md, "Record line", "Checkpoint line". */
  readonly text: string
}

export type ShipFailure = {
  readonly cause: ShippingFailure
  /** A status, or a code of the system: nothing that the other side chose. */
  readonly detail: string | null
  /** How long the other side has asked to be left alone. */
  readonly retryAfterMs?: number | undefined
}

/** How much one delivery may hold. A single line that is longer goes alone. */
export type BatchLimits = { readonly records: number; readonly bytes: number }

export type Destination = {
  readonly kind: ShippingKind
  readonly fingerprint: string
  /** The address as it may be shown, logged and recorded. */
  readonly address: string
  readonly limits: BatchLimits
  /**
   * Hands over one batch. Ok means that the destination has acknowledged all of it; what that is worth is said by each.
   * Never throws, and ends soon after `signal` is aborted.
   */
  readonly deliver: (lines: readonly ShippedLine[], signal: AbortSignal) => Promise<Result<null, ShipFailure>>
}

/** What tells two destinations apart. Nothing can be read back out of it. */
export function fingerprintOf(kind: ShippingKind, address: string): string {
  return hash('sha256', `${kind}\n${address}`, 'hex')
}

export function bytesOf(lines: readonly ShippedLine[]): Buffer {
  return Buffer.from(lines.map(({ text }) => text).join(''))
}

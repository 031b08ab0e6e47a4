import type { ShippedLine } from '#lib/audit/server/ship/destination.ts'
import { NOON } from './support.ts'

/** A record's line as the product makes them, the same for the same number. */
export function lineNumber(sequence: number, comment = `comment ${String(sequence)}`): ShippedLine {
  const hash = sequence.toString(16).padStart(64, '0')
  const record = JSON.stringify({ action: 'sign_in', at: new Date(NOON).toISOString(), comment, sequence, v: 1 })
  const text = `{"sequence":${String(sequence)},"hash":"${hash}","record":${record}}\n`
  return { kind: 'record', sequence, hash, at: NOON, action: 'sign_in', text }
}

export function linesOf(...sequences: number[]): ShippedLine[] {
  return sequences.map((sequence) => lineNumber(sequence))
}

import { hash } from 'node:crypto'
import { canonicalJson, type Json } from '#lib/core/canonical-json.ts'
import { auditKeyNumber } from './audit-key.ts'

// Exports of the audit made by hand from FORMAT.md, so that the verifier is not checked against its own exporter.

const NOON = Date.UTC(2026, 10, 24, 12)

export type ExportPlan = {
  /** Tells its records from those of others. */
  name?: string
  /** One a record: whether the filter keeps it. The last one is the export itself. */
  kept: readonly boolean[]
  /** `{}`: everything is exported, and everything kept. */
  filter?: Record<string, Json>
  /** The sequences that are signed, each with the number of its key. */
  checkpoints?: ReadonlyMap<number, number>
  /** The number of the key that signs the trailer. */
  key?: number
  /** What the trailer says otherwise than it should. */
  trailer?: Record<string, Json>
}

export type Chained = { sequence: number; record: string; recordHash: string; hash: string; at: number }

/** `lines` have no ends; `text` is the file. */
export type MadeExport = { lines: string[]; text: string; chain: Chained[] }

export function makeExport(plan: ExportPlan): MadeExport {
  const { kept, checkpoints = new Map<number, number>(), filter = { q: 'gateway \u202e"}' } } = plan
  const chain = chainOf(kept.length, filter, plan.name ?? '王芳')
  const lines = chain.flatMap((one, index) => {
    const key = checkpoints.get(one.sequence)
    const line = kept[index] === true ? recordLine(one) : stubLine(one)
    return key === undefined ? [line] : [line, checkpointLine(one, key)]
  })
  const last = chain.at(-1)
  const counts = { count: kept.filter(Boolean).length, checkpoints: checkpoints.size, filter }
  if (last) lines.push(trailerOf({ ...counts, last }, plan.key ?? 1, plan.trailer))
  return { lines, text: textOf(lines), chain }
}

export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function chainOf(length: number, filter: Json, name: string): Chained[] {
  let previous = '0'.repeat(64)
  return Array.from({ length }, (_, index) => {
    const sequence = index + 1
    const at = NOON + sequence * 1_000
    const event =
      sequence === length
        ? { action: 'export_audit', details: { filter, format: 'jsonl' }, comment: name }
        : { action: 'revoke_certificate', details: null, comment: `${name} ${'x'.repeat(index % 7)} ${sequence}` }
    const actor = { kind: 'user', label: 'auditor@example.test' }
    const record = inert(canonicalJson({ ...event, actor, at: new Date(at).toISOString(), sequence, v: 1 }))
    const recordHash = sha256(Buffer.from(record))
    previous = sha256(Buffer.from(previous + recordHash, 'hex'))
    return { sequence, record, recordHash, hash: previous, at }
  })
}

export function recordLine({ sequence, hash, record }: Chained): string {
  return `{"sequence":${sequence},"hash":"${hash}","record":${record}}`
}

export function stubLine({ sequence, hash, recordHash }: Chained): string {
  return `{"sequence":${sequence},"hash":"${hash}","recordHash":"${recordHash}"}`
}

export function checkpointLine({ sequence, hash, at }: Omit<Chained, 'record' | 'recordHash'>, key: number): string {
  const { id: keyId, publicKey, sign } = auditKeyNumber(key)
  const statement = canonicalJson({ at: new Date(at).toISOString(), hash, keyId, sequence, v: 1 })
  return `{"checkpoint":${statement},"publicKey":"${publicKey}","signature":"${sign('checkpoint', statement)}"}`
}

type Counts = { count: number; checkpoints: number; filter: Json; last: Chained }

/** `says`: what it says otherwise than it should. */
export function trailerOf({ count, checkpoints, filter, last }: Counts, key: number, says = {}): string {
  const { id: keyId, publicKey, sign } = auditKeyNumber(key)
  const head = { sequence: last.sequence, hash: last.hash }
  const trailer = { v: 2, filter, first: 1, last: last.sequence, count, checkpoints, head, keyId, ...says }
  const statement = inert(canonicalJson(trailer))
  const signed = `"publicKey":"${publicKey}","signature":"${sign('trailer', statement)}"`
  return `{"trailer":${statement},${signed},"export":${last.record}}`
}

/** What is invisible, or moves the cursor, is written as an escape. */
function inert(json: string): string {
  return json.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

function sha256(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex')
}

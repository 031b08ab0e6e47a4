import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { checkpointLine, type Checkpoint } from '../checkpoint.ts'
import { recordLine } from '../export-jsonl.ts'
import { readCheckpoints } from '../repository.checkpoints.ts'
import { readChain, type AuditRow } from '../repository.read.ts'
import type { BatchLimits, ShippedLine } from './destination.ts'
import { readRecordSizes, type ShippedPlace } from './repository.ts'

/** What stands around a record on its line. */
const FRAME_BYTES = 128

export type Batch = {
  readonly lines: readonly ShippedLine[]
  /** Where the destination is once it has them. */
  readonly to: ShippedPlace
}

/**
 * What comes behind a place, as it is stored and in the order of the chain; null when there is nothing. A checkpoint
 * stands behind the record that it names, or first where it was signed after that record had left. Nothing is judged
 * here: the line that tells of a broken chain must get out too.
 */
export async function nextBatch(db: Database, place: ShippedPlace, limits: BatchLimits): Promise<Batch | null> {
  const rows = await nextRows(db, place.sequence, limits)
  const last = rows.at(-1)?.sequence ?? place.sequence
  // One query, and after the records: of two checkpoints it never sees the later alone.
  const checkpoints = await readCheckpoints(db, { after: place.checkpoint, last })
  const lines = within(merged(rows, checkpoints), limits.bytes)
  if (lines.length === 0) return null
  const to = { ...place }
  for (const { kind, sequence, hash } of lines) {
    if (kind === 'checkpoint') to.checkpoint = sequence
    else Object.assign(to, { sequence, hash })
  }
  return { lines, to }
}

/** At least one, however long it is. */
async function nextRows(db: Database, after: number, limits: BatchLimits): Promise<AuditRow[]> {
  const sizes = await readRecordSizes(db, { after, limit: limits.records })
  let bytes = 0
  const fitting = sizes.filter((size, index) => {
    bytes += size.bytes + FRAME_BYTES
    return index === 0 || bytes <= limits.bytes
  })
  const last = fitting.at(-1)?.sequence
  return last === undefined ? [] : readChain(db, { after, last, limit: fitting.length })
}

function merged(rows: readonly AuditRow[], checkpoints: readonly Checkpoint[]): ShippedLine[] {
  const lines: ShippedLine[] = []
  const waiting = [...checkpoints]
  const first = rows[0]?.sequence ?? Infinity
  const takeCheckpoints = (isDue: (sequence: number) => boolean): void => {
    for (let next = waiting[0]; next && isDue(next.sequence); next = waiting[0]) {
      lines.push(lineOfCheckpoint(next))
      waiting.shift()
    }
  }
  takeCheckpoints((sequence) => sequence < first)
  for (const row of rows) {
    lines.push(lineOfRecord(row))
    takeCheckpoints((sequence) => sequence <= row.sequence)
  }
  return lines
}

function lineOfRecord(row: AuditRow): ShippedLine {
  const { sequence, hash, at, action } = row
  return { kind: 'record', sequence, hash, at, action, text: recordLine(row) }
}

function lineOfCheckpoint(checkpoint: Checkpoint): ShippedLine {
  const { sequence, hash, at } = checkpoint
  return { kind: 'checkpoint', sequence, hash, at, action: null, text: checkpointLine(checkpoint) }
}

function within(lines: readonly ShippedLine[], limit: number): ShippedLine[] {
  let bytes = 0
  return lines.filter(({ text }, index) => {
    bytes += Buffer.byteLength(text)
    return index === 0 || bytes <= limit
  })
}

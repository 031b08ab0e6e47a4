import 'server-only'
import type { Json } from '#lib/core/canonical-json.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { AuditKey } from './audit-key.ts'
import type { ChainPlace } from './check-stretch.ts'
import { checkpointLine } from './checkpoint.ts'
import type { CheckedAuditFilter } from './filter-input.ts'
import { inertJson } from './record-bytes.ts'
import { readCheckpoints } from './repository.checkpoints.ts'
import { matchingSequences, type AuditRow } from './repository.read.ts'
import { walkChain } from './walk.ts'

/** The version of the trailer's form. */
const TRAILER_VERSION = 2

type Parts = {
  filter: CheckedAuditFilter
  /** The same filter as it stands in the record of the export. */
  spelledFilter: Json
  /** The record of the export: the last one. */
  head: ChainPlace
  key: AuditKey
}

/**
 * The chain from its first record to `head`, a line each: records that the filter keeps as they are stored, the others as
 * stubs, so that the chain goes through them; checkpoints behind the record that they name; and a signed trailer, without
 * which the file is partial. FORMAT.md says it byte by byte.
 */
export async function* exportJsonl(db: Database, parts: Parts): AsyncGenerator<string> {
  const { filter, head } = parts
  const keepsAll = Object.values(filter).every((value) => value === undefined)
  const counted = { records: 0, checkpoints: 0 }
  let last: AuditRow | undefined
  for await (const rows of walkChain(db, { after: 0, last: head.sequence })) {
    const stretch = { after: (rows[0]?.sequence ?? 1) - 1, last: rows.at(-1)?.sequence ?? 0 }
    const kept = keepsAll ? null : await matchingSequences(db, filter, stretch)
    const checkpoints = new Map((await readCheckpoints(db, stretch)).map((one) => [one.sequence, one]))
    const lines = rows.map((row) => {
      const isKept = kept?.has(row.sequence) ?? true
      const checkpoint = checkpoints.get(row.sequence)
      if (isKept) counted.records += 1
      if (checkpoint) counted.checkpoints += 1
      return (isKept ? recordLine(row) : stubLine(row)) + (checkpoint ? checkpointLine(checkpoint) : '')
    })
    last = rows.at(-1)
    yield lines.join('')
  }
  yield trailerLine(parts, counted, last?.record ?? 'null')
}

/** One record, byte for byte as it is exported and shipped. FORMAT.md, "Record line". */
export function recordLine({ sequence, hash, record }: AuditRow): string {
  return `{"sequence":${sequence},"hash":"${hash}","record":${record}}\n`
}

function stubLine({ sequence, hash, record_hash }: AuditRow): string {
  return `{"sequence":${sequence},"hash":"${hash}","recordHash":"${record_hash}"}\n`
}

function trailerLine(
  { spelledFilter, head, key }: Parts,
  counted: { records: number; checkpoints: number },
  exportRecord: string,
): string {
  const trailer = inertJson({
    v: TRAILER_VERSION,
    filter: spelledFilter,
    first: 1,
    last: head.sequence,
    count: counted.records,
    checkpoints: counted.checkpoints,
    head: { sequence: head.sequence, hash: head.hash },
    keyId: key.id,
  })
  const signed = `"publicKey":"${key.publicKey}","signature":"${key.sign('trailer', trailer)}"`
  return `{"trailer":${trailer},${signed},"export":${exportRecord}}\n`
}

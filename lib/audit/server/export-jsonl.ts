import 'server-only'
import { canonicalJson, type Json } from '#lib/core/canonical-json.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { CheckedAuditFilter } from './filter-input.ts'
import { matchingSequences, type AuditRow } from './repository.read.ts'
import { walkChain } from './walk.ts'

/**
 * One line a record from the first to `head`:
 *
 *     {"sequence":7,"hash":"…","record":{…}}       kept by the filter; `record` is the stored bytes as they are
 *     {"sequence":8,"hash":"…","recordHash":"…"}   a stub: not kept, but the chain goes through it
 *     {"trailer":{"count":…,"filter":{…},"first":1,"head":{"hash":"…","sequence":9},"last":9,"v":1},"export":{…}}
 *
 * `count` is the number of lines with a record. `export` is the record of this export, the last in the chain, whose
 * details repeat the filter: so a filter that was changed afterwards is found out. A file without a trailer is partial.
 */
export async function* exportJsonl(
  db: Database,
  filter: CheckedAuditFilter,
  spelledFilter: Json,
  head: { sequence: number; hash: string },
): AsyncGenerator<string> {
  const keepsAll = Object.values(filter).every((value) => value === undefined)
  let count = 0
  let last: AuditRow | undefined
  for await (const rows of walkChain(db, { after: 0, last: head.sequence })) {
    const kept = keepsAll ? null : await matchingSequences(db, filter, stretchOf(rows))
    const lines = rows.map((row) => {
      const isKept = kept?.has(row.sequence) ?? true
      if (isKept) count += 1
      return isKept ? recordLine(row) : stubLine(row)
    })
    last = rows.at(-1)
    yield lines.join('')
  }
  const trailer = canonicalJson({ v: 1, filter: spelledFilter, first: 1, last: head.sequence, count, head })
  yield `{"trailer":${trailer},"export":${last?.record ?? 'null'}}\n`
}

function stretchOf(rows: readonly AuditRow[]): { after: number; last: number } {
  return { after: (rows.at(0)?.sequence ?? 1) - 1, last: rows.at(-1)?.sequence ?? 0 }
}

function recordLine({ sequence, hash, record }: AuditRow): string {
  return `{"sequence":${sequence},"hash":"${hash}","record":${record}}\n`
}

function stubLine({ sequence, hash, record_hash }: AuditRow): string {
  return `{"sequence":${sequence},"hash":"${hash}","recordHash":"${record_hash}"}\n`
}

import 'server-only'
import { createHash } from 'node:crypto'
import type { Json } from '#lib/core/canonical-json.ts'
import type { AuditKey } from './audit-key.ts'
import type { ChainPlace } from './check-stretch.ts'
import { inertJson } from './record-bytes.ts'

/** The version of the proof's form. */
const PROOF_VERSION = 1

/**
 * What the key says about a CSV file: of which records it is, how many rows it has, and its SHA-256. The file is made a
 * second time for it, which gives the same bytes: records up to `head` never change. FORMAT.md, "CSV and its proof".
 */
export async function* csvProof(
  csv: AsyncIterable<string>,
  { spelledFilter, head, key }: { spelledFilter: Json; head: ChainPlace; key: AuditKey },
): AsyncGenerator<string> {
  const digest = createHash('sha256')
  // No cell holds a line break; the first line are the heads.
  let rows = -1
  for await (const text of csv) {
    digest.update(text)
    rows += text.split('\n').length - 1
  }
  const statement = inertJson({
    v: PROOF_VERSION,
    filter: spelledFilter,
    head: { sequence: head.sequence, hash: head.hash },
    keyId: key.id,
    rows,
    sha256: digest.digest('hex'),
  })
  yield `{"csv":${statement},"publicKey":"${key.publicKey}","signature":"${key.sign('csv', statement)}"}\n`
}

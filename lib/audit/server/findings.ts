import 'server-only'
import { z } from 'zod'
import type { Database } from '#lib/db/server/database.ts'
import type { FindingRecord } from '../finding.ts'
import { findRecordsOn } from './repository.read.ts'

export { findRecordsOn as recordsOn } from './repository.read.ts'

const withFinding = z.object({ details: z.object({ finding: z.string() }) })

/** What readings found about one certificate that contradicted the mirror, newest first. */
export async function listFindingsOn(db: Database, identifier: string): Promise<FindingRecord[]> {
  const rows = await findRecordsOn(db, identifier, 'sync_finding')
  return rows.map(({ sequence, at, record }) => ({
    finding: findingIn(record),
    at: new Date(at).toISOString(),
    auditSequence: sequence,
  }))
}

function findingIn(record: string): string {
  return withFinding.safeParse(JSON.parse(record)).data?.details.finding ?? ''
}

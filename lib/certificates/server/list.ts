import 'server-only'
import { createHash } from 'node:crypto'
import { auditLength } from '#lib/audit/server/length.ts'
import { canonicalJson, type Json } from '#lib/core/canonical-json.ts'
import { decodeCursor, pageOf } from '#lib/core/cursor.ts'
import { err, ok } from '#lib/core/result.ts'
import { readingAside, type Database } from '#lib/db/server/database.ts'
import { verb } from '#lib/service/server/verb.ts'
import { crlEvidenceAmong } from '#lib/evidence/server/publication-of.ts'
import { readFreshness } from '#lib/sync/server/freshness.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import type { CertificateSort } from '../filter.ts'
import { formatQuery } from '../query/format.ts'
import type { CertificateList } from '../schema.ts'
import { countedOnce } from './kept-counts.ts'
import { itemOf } from './item.ts'
import { listInput, type ListCertificatesInput } from './list-input.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { countFacets } from './repository.facets.ts'
import { listInOrder } from './repository.by-status.ts'
import { keyOfRow, placeAt } from './repository.order.ts'
import { planList } from './repository.plan.ts'
import { matchingOnce } from './repository.total.ts'
import { understandFilter } from './understand-filter.ts'

type ListFailure = { code: 'invalid_input'; issues: { path: string; message: string }[] }

/** A page of the inventory: from the mirror alone, so it goes on while the vendor is away. */
export const listCertificates = verb<ListCertificatesInput, CertificateList, ListFailure>({
  name: 'list_certificates',
  permission: 'inventory.read',
  kind: 'read',
  input: listInput,
  run: async ({ db, clock }, input) => {
    const now = clock.now()
    const { cursor: encoded, limit, facets, sync = false, sort, ...filter } = input
    const understood = await understandFilter(db, filter)
    if (!understood.ok) return err({ code: 'invalid_input', issues: [understood.error] })
    const conditions = understood.value
    const asked = wordsOf(conditions)
    const of = bindingOf(asked, sort)
    const cursor = encoded === undefined ? null : decodeCursor(encoded, of)
    const place = cursor === null ? null : placeAt(cursor, sort, now)
    if (encoded !== undefined && place === null) {
      return err({ code: 'invalid_input', issues: [{ path: 'cursor', message: 'not a cursor of this list' }] })
    }
    // A row that is asked for with counts waits for them anyway, so it takes no turn from those that are not.
    const pages = readingAside(db, facets ? 'counts' : 'pages')
    const freshness = await readFreshness(db)
    const plan = await planList(pages, conditions, now)
    const matching = matchingOnce(pages, { plan, conditions, now })
    const found = await listInOrder(pages, conditions, { plan, sort, place, limit, now, matching })
    const { rows, ...cursors } = pageOf(found, { cursor, limit, of, keyOf: (row) => keyOfRow(row, sort, now) })
    // All of them on one page are counted already.
    const isWhole = place === null && cursors.nextCursor === null
    const { total, isLowerBound } = isWhole ? { total: rows.length, isLowerBound: false } : await matching()
    const revoked = rows.filter((row) => row.vendor_status === 'REVOKE')
    const evidence = await crlEvidenceAmong(
      db,
      revoked.map((row) => row.identifier),
    )
    return ok({
      items: rows.map((row) => itemOf(row, now, evidence.get(row.identifier) ?? null)),
      ...cursors,
      total,
      totalIsLowerBound: isLowerBound,
      answeredAt: new Date(now).toISOString(),
      ...freshness,
      ...(facets ? { facets: await counted(db, [asked, freshness.asOf], { conditions, now }) } : {}),
      ...(sync ? { sync: await readSyncStatus(db) } : {}),
    })
  },
})

async function counted(
  db: Database,
  asked: readonly Json[],
  { conditions, now }: { conditions: CertificateConditions; now: number },
) {
  const question = canonicalJson([...asked, await auditLength(db)])
  return countedOnce(db, question, async () => countFacets(readingAside(db, 'counts'), conditions, now))
}

/**
 * Under another filter or sort order a cursor would silently skip rows, so it names its own: as they are understood,
 * for the same condition may be typed in one address and stand in a parameter of the next.
 */
function bindingOf(asked: Json, sort: CertificateSort): string {
  return createHash('sha256')
    .update(canonicalJson([asked, sort]))
    .digest('base64url')
    .slice(0, 16)
}

function wordsOf({ query, ...fields }: CertificateConditions): Json {
  return { ...fields, query: formatQuery(query ?? null) }
}

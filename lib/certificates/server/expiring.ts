import 'server-only'
import { engineOf, readingAside, type Database } from '#lib/db/server/database.ts'
import type { CertificateItem } from '../schema.ts'
import { itemOf } from './item.ts'
import { fieldParts } from './repository.conditions.ts'
import { listRows } from './repository.list.ts'
import type { ListPlan } from './repository.plan.ts'

/**
 * The valid certificates that end within 30 days of `now` (epoch ms), the next one first. Unlike a list it counts nothing,
 * and knows beforehand that the index of its order is the one of its condition.
 */
export async function nextToExpire(db: Database, now: number, limit: number): Promise<CertificateItem[]> {
  const pages = readingAside(db, 'pages')
  const conditions = fieldParts(engineOf(db), { status: ['expiring'] }, now).map(({ holds }) => holds('index'))
  const plan: ListPlan = {
    conditions,
    found: null,
    from: 'table',
    far: null,
    total: null,
    sorted: 'index',
    near: null,
    ends: { from: null, to: null },
  }
  const rows = await listRows(pages, { plan, sort: 'not_after', place: null, limit, now })
  return rows.slice(0, limit).map((row) => itemOf(row, now, null))
}

import 'server-only'
import { err, ok } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import { readFreshness } from '#lib/sync/server/freshness.ts'
import type { CertificateList } from '../schema.ts'
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts'
import { itemOf } from './item.ts'
import { listInput, type ListCertificatesInput } from './list-input.ts'
import { countFacets } from './repository.facets.ts'
import { countMatching, fitsSort, listPage, placeOf } from './repository.list.ts'

type ListFailure = { code: 'invalid_input'; issues: { path: string; message: string }[] }

/** A page of the inventory: from the mirror alone, so it goes on while the vendor is away. */
export const listCertificates = verb<ListCertificatesInput, CertificateList, ListFailure>({
  name: 'list_certificates',
  permission: 'inventory.read',
  kind: 'read',
  input: listInput,
  run: async ({ db, clock }, input) => {
    const { cursor: encoded, limit, facets, sort, ...filter } = input
    const boundTo = { filter, sort }
    const cursor = encoded === undefined ? null : decodeCursor(encoded, boundTo)
    if (encoded !== undefined && (cursor === null || !fitsSort(cursor, sort))) {
      return err({ code: 'invalid_input', issues: [{ path: 'cursor', message: 'not a cursor of this list' }] })
    }
    const now = clock.now()
    const page = await listPage(db, { filter, sort, cursor, limit, now })
    const { total, isLowerBound } = await countMatching(db, filter, now)
    const first = page.rows[0]
    const last = page.rows.at(-1)
    const cursorAt = (direction: Cursor['direction'], place: Omit<Cursor, 'direction'> | null) =>
      place === null ? null : encodeCursor({ ...place, direction }, boundTo)
    return ok({
      items: page.rows.map((row) => itemOf(row, now)),
      // On a page that has become empty the way back is from where the cursor stood.
      previousCursor: page.hasBefore ? cursorAt('before', first ? placeOf(first, sort) : cursor) : null,
      nextCursor: page.hasAfter ? cursorAt('after', last ? placeOf(last, sort) : cursor) : null,
      total,
      totalIsLowerBound: isLowerBound,
      ...(await readFreshness(db)),
      ...(facets ? { facets: await countFacets(db, filter, now) } : {}),
    })
  },
})

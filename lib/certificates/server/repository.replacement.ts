import 'server-only'
import { sql, type SqlBool } from 'kysely'
import { notPart, seenPart, type QueryPart } from './repository.part.ts'

/** Whether a later certificate of the same name and type is valid. `now` is epoch ms. */
export function replacedPart(is: 'none' | 'some', now: number): QueryPart {
  const isReplaced = seenPart(sql<SqlBool>`c.replaced_until >= ${now}`)
  return is === 'some' ? isReplaced : notPart(isReplaced)
}

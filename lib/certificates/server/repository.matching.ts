import 'server-only'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { columnBy } from '#lib/db/server/access-path.ts'
import type { Engine } from '#lib/db/server/database.ts'
import type { QueryPart } from './repository.part.ts'

// What a certificate has become, and whether an operation of ours matches it. Side doors always exist: the vendor's own
// console and every key of the account with the permission.

/** In these states a revocation of ours was accepted, or may have been. */
export const maybeRevoked = ['succeeded', 'pending', 'unknown', 'needs_human'] as const

const isOurRevocation = sql<SqlBool>`r.kind = 'revoke' and r.state in (${sql.join(maybeRevoked.map((state) => sql.lit(state)))})`

/** 1 or 0 of `certificates as c` that are revoked or deleted, null of all others. */
export function hasMatchingOperation(): RawBuilder<0 | 1 | null> {
  return sql<0 | 1 | null>`case
    when c.deleted_at is not null then case when c.deleted_how = 'here' then 1 else 0 end
    when c.vendor_status = 'REVOKE' then
      case when exists (select 1 from operations as r where r.identifier = c.identifier and ${isOurRevocation}) then 1 else 0 end
    end`
}

/** Rows that are revoked or deleted with (`some`) or without (`none`) an operation of ours that matches. */
export function matchingPart(engine: Engine, is: 'none' | 'some'): QueryPart {
  const looked = (name: string) => columnBy(engine, 'rows', name)
  const revoked = sql`select m.number from operations as r join certificates as m on m.identifier = r.identifier where ${isOurRevocation}`
  const isRevoked = sql<SqlBool>`c.number ${sql.raw(is === 'none' ? 'not in' : 'in')} (${revoked})`
  const deleted = sql<{
    number: number
  }>`select d.number from certificates as d where d.deleted_how = ${sql.lit(is === 'none' ? 'elsewhere' : 'here')}`
  return {
    holds:
      () => sql<SqlBool>`((${looked('c.vendor_status')} = 'REVOKE' and ${looked('c.deleted_at')} is null and ${isRevoked})
      or c.number in (${deleted}))`,
    numbers: sql<{ number: number }>`
      select c.number from certificates as c where c.vendor_status = 'REVOKE' and c.deleted_at is null and ${isRevoked}
      union all ${deleted}`,
    isSeen: true,
    isIndexed: false,
  }
}

import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Engine } from './database.ts'

/**
 * How a condition is to be answered: by the column's `index`, where it leaves few rows, or by looking at `rows` that another
 * index brings. SQLite plans without knowing how many rows there are, so that it is told; PostgreSQL knows, and is not.
 */
export type AccessPath = 'index' | 'rows'

/** A column in a condition or a sort order. A unary plus is what keeps SQLite from using the column's index. */
export function columnBy<Value>(engine: Engine, access: AccessPath, name: string): RawBuilder<Value> {
  return engine === 'sqlite' && access === 'rows' ? sql<Value>`+${sql.ref(name)}` : sql<Value>`${sql.ref(name)}`
}

/**
 * The same for what is sorted by, on both engines: PostgreSQL takes the rows that it looks for to be scattered over the
 * order, and walks its index to the other end where they are together. Of an element of an array it knows no index.
 */
export function sortedBy(engine: Engine, access: AccessPath, expression: RawBuilder<unknown>): RawBuilder<unknown> {
  if (access === 'index') return expression
  return engine === 'sqlite' ? sql`+${expression}` : sql`(array[${expression}])[1]`
}

/** Whether it is one of the few that `selected` selects from another table. PostgreSQL takes these for half of all rows, unless they are an array. */
export function isAmong(
  engine: Engine,
  column: Expression<unknown>,
  selected: RawBuilder<unknown>,
): Expression<SqlBool> {
  return engine === 'sqlite'
    ? sql<SqlBool>`${column} in (${selected})`
    : sql<SqlBool>`${column} = any(array(${selected}))`
}

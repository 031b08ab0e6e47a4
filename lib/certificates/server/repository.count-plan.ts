import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import { certificateTypes } from '../schema.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { countUpTo } from './repository.numbers.ts'
import { isFound, leadOf, told, type QueryPart } from './repository.part.ts'
import { FEW, type ListPlan } from './repository.plan.ts'
import { partsOf } from './repository.query.ts'
import { findFew, rarestByCount, rarestOf } from './repository.rarest.ts'
import { byNumbers, type CertificatesFrom } from './repository.rows.ts'

/** How rows are found that are only counted. */
export type CountPlan = Pick<ListPlan, 'conditions' | 'found'> & {
  from: CertificatesFrom
}

export type CountLimits = {
  /** Up to so many rows that hold a text are looked at for what else is asked: more are looked up among all their numbers. */
  lookedAt: number
  /** Up to so many entries of a column's own index are counted along. */
  along: number
}

const LIMITS: CountLimits = { lookedAt: 30_000, along: 100_000 }

/** The same for counting what is not few, where nothing is sorted. */
export async function planCount(
  db: Database,
  filter: CertificateConditions,
  now: number,
  { lookedAt, along }: CountLimits = LIMITS,
): Promise<CountPlan> {
  const parts = partsOf(engineOf(db), filter, now)
  const [only] = parts
  if (engineOf(db) === 'postgres') {
    return { conditions: [...parts.map(({ holds }) => holds('index')), isOfAnyType], found: null, from: 'table' }
  }
  if (only !== undefined && parts.length === 1) {
    if (isFound(only)) return { conditions: [], found: only.numbers, from: 'table' }
    if (only.isPlain === true) return { conditions: [only.holds('index')], found: null, from: 'table' }
  }
  const lead = await leadingIndex(db, parts, along)
  if (lead !== null) return planBy(lead, parts)
  const counted = await planAlong(db, parts, lookedAt)
  return counted.from === 'numbers' ? counted : { ...counted, conditions: [...counted.conditions, isOfAnyType] }
}

/** A column whose own index is the shortest way: one that tells the others too, or the numbers that are looked up for a text. */
async function leadingIndex(db: Database, parts: readonly QueryPart[], along: number): Promise<QueryPart | null> {
  const wide = await wideIndex(db, parts, along)
  if (wide !== null) return wide
  if (leadOf(parts)?.isText !== true) return null
  const plain = await rarestOf(
    db,
    parts.filter(({ isPlain }) => isPlain === true),
    along,
  )
  return plain !== null && plain.count < along ? plain.part : null
}

/** The rarest of those that tell most of the others too, if it is rare, or if the index of the kinds could not tell it. */
async function wideIndex(db: Database, parts: readonly QueryPart[], along: number): Promise<QueryPart | null> {
  const wide = parts.filter(({ isWide }) => isWide === true)
  const rare = await rarestByCount(db, wide, along)
  return rare ?? wide.find(({ isBesideKinds }) => isBesideKinds === true) ?? null
}

function planBy(lead: QueryPart, parts: readonly QueryPart[]): CountPlan {
  const conditions = parts.map((part) => (part === lead ? part.holds('index') : told(part, 'rows')))
  return { conditions, found: null, from: 'table' }
}

/** It says nothing, but that the index of the kinds can be entered beyond the type. */
const isOfAnyType = sql<SqlBool>`c.type in (${sql.join(certificateTypes.map((type) => sql.lit(type)))})`

export type CellsPlan = CountPlan & {
  /** The same conditions as each row tells them, for few rows that are found otherwise. */
  told: Expression<SqlBool>[]
}

/** For counting by columns of the index of the kinds. */
export async function planCells(
  db: Database,
  filter: CertificateConditions,
  now: number,
  few = FEW[engineOf(db)],
): Promise<CellsPlan> {
  const engine = engineOf(db)
  const parts = partsOf(engine, filter, now)
  const byRow = parts.map(({ holds }) => holds('rows'))
  const found = await findFew(db, parts, few)
  if (found !== null) return { conditions: [], found: found.numbers, from: byNumbers(engine), told: byRow }
  if (engine === 'sqlite') {
    const isBeside = parts.some(({ isBesideKinds }) => isBesideKinds === true)
    const lead = isBeside ? await wideIndex(db, parts, LIMITS.along) : null
    return { ...(lead === null ? await planAlong(db, parts, few) : planBy(lead, parts)), told: byRow }
  }
  return { conditions: parts.map(({ holds }) => holds('index')), found: null, from: 'table', told: byRow }
}

/** Along the index of the kinds, unless fewer than `most` rows hold a text, which are read instead. */
async function planAlong(db: Database, parts: readonly QueryPart[], most: number): Promise<CountPlan> {
  const text = leadOf(parts)
  if (text === undefined || (await countUpTo(db, text.numbers, most)) === most) {
    return { conditions: parts.map((part) => told(part, 'index')), found: null, from: 'kinds' }
  }
  const others = parts.filter((part) => part !== text)
  return { conditions: others.map(({ holds }) => holds('rows')), found: text.numbers, from: 'numbers' }
}

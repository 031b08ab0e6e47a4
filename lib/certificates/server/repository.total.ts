import 'server-only'
import type { RawBuilder } from 'kysely'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { planCount, type CountLimits, type CountPlan } from './repository.count-plan.ts'
import { collectNumbers } from './repository.numbers.ts'
import { FEW, foundAs, type ListPlan } from './repository.plan.ts'
import { withOpenOperation } from './repository.rows.ts'

/** Beyond this a total is not counted to its end: nobody reads the difference, and counting takes as long as reading. */
const EXACT_TOTAL_LIMIT = 10_000

export type Matching = {
  /** Exact up to EXACT_TOTAL_LIMIT. */
  total: number
  isLowerBound: boolean
  /** Which, where they are few. */
  numbers: RawBuilder<{ number: number }> | null
}

type Asked = { plan: Pick<ListPlan, 'total'>; conditions: CertificateConditions; now: number }
type Limits = CountLimits & { few: number }

/** How many rows match, and which: counted when it is asked for first, and once. `now` is epoch ms. */
export function matchingOnce(db: Database, asked: Asked, limits?: Limits): () => Promise<Matching> {
  let counted: Promise<Matching> | null = null
  return () => (counted ??= count(db, asked, limits))
}

async function count(db: Database, { plan: planned, conditions, now }: Asked, limits?: Limits): Promise<Matching> {
  if (planned.total !== null) return { total: planned.total, isLowerBound: false, numbers: null }
  const plan = await planCount(db, conditions, now, limits)
  const limit = EXACT_TOTAL_LIMIT + 1
  const isAllFound = plan.found !== null && plan.conditions.length === 0
  const matching = isAllFound
    ? db.selectFrom(foundAs(plan)).select('found.number').limit(limit)
    : matchingNumbers(db, plan).limit(limit)
  const { total, numbers } = await collectNumbers(db, matching)
  const few = limits?.few ?? FEW[engineOf(db)]
  return {
    total: Math.min(total, EXACT_TOTAL_LIMIT),
    isLowerBound: total > EXACT_TOTAL_LIMIT,
    numbers: total < few ? numbers : null,
  }
}

function matchingNumbers(db: Database, plan: CountPlan) {
  return plan.conditions.reduce(
    (rows, condition) => rows.where(condition),
    withOpenOperation(db, plan.from)
      .select('c.number')
      .$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number')),
  )
}

import { expect, it } from 'vitest'
import type { unaskedActions, writeActions } from '#lib/audit/event.ts'
import { operationKinds } from '#lib/operations/state.ts'
import { describeEngine } from '../support/engines.ts'
import { isThorough } from './seeds.ts'
import { accountCases } from './every-failure/accounts.ts'
import { annotationCases } from './every-failure/annotations.ts'
import { failEachCall } from './every-failure/calls.ts'
import { deletionCases } from './every-failure/deletions.ts'
import { benchOn, failEverywhere, type Case } from './every-failure/loop.ts'
import { proofCases } from './every-failure/proof.ts'
import { syncCases } from './every-failure/sync.ts'
import { viewCases } from './every-failure/views.ts'
import { workerCases } from './every-failure/worker.ts'
import { writeCases } from './every-failure/writes.ts'

// Every verb that changes something, and what happens unasked: the 1st, 2nd, … n-th statement of the store fails, and
// the same rules hold each time. No call without a durable intent, all of it or nothing, one truthful end, a whole
// chain, an error that has a name, and a next try that works.

type Changing = (typeof writeActions)[number] | (typeof unaskedActions)[number]

/** Whoever adds a verb that changes something is asked here how it fails. */
const cases: Record<Exclude<Changing, 'start_console'>, readonly Case[]> = {
  ...writeCases,
  ...workerCases,
  ...syncCases,
  ...deletionCases,
  ...proofCases,
  ...accountCases,
  ...annotationCases,
  ...viewCases,
}

/** On PostgreSQL `npm test` shows that the engines end alike: what is written, joined, settled and brought home. */
const some = [
  'revoke, accepted',
  'delete, accepted',
  'revoke, joined',
  'reconcile_operation, succeeded',
  'import_emergency',
]

for (const engine of ['sqlite', 'postgres'] as const) {
  const chosen = Object.values(cases)
    .flat()
    .filter(({ name }) => isThorough || engine === 'sqlite' || some.includes(name))
    .map((one) => (isThorough || engine === 'sqlite' ? one : { ...one, modes: ['answer_lost'] as const }))

  describeEngine(engine, 'every failure of the store', (openStore) => {
    it.each(chosen)('leaves $name whole', async (one) => {
      const bench = await benchOn(await openStore())
      try {
        expect(await failEverywhere(bench, one)).toBeGreaterThan(0)
      } finally {
        await bench.close()
      }
    })

    it.each(operationKinds.filter(() => isThorough || engine === 'sqlite'))(
      'and every failure of the vendor leave a %s whole',
      async (kind) => {
        const bench = await benchOn(await openStore())
        try {
          expect(await failEachCall(bench, kind)).toBeGreaterThan(0)
        } finally {
          await bench.close()
        }
      },
    )
  })
}

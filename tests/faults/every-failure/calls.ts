import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { err, type Result } from '#lib/core/result.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { timedOut } from '#tests/support/scripted-cloud.ts'
import { endOf, type Bench } from './loop.ts'
import { judgeWrite, oneWrite, type OneWrite } from './one-write.ts'

// The same for the calls to the vendor: the 1st, 2nd, … n-th of them fails.

/** `refused`: as it is expected to fail. The others are bugs of the client: it throws, before or after the call. */
export const callFailures = ['refused', 'throws', 'throws_after'] as const
type CallFailure = (typeof callFailures)[number]

/** Returns how many failures were met. */
export async function failEachCall(parts: Bench, kind: OperationKind): Promise<number> {
  let met = 0
  for (const how of callFailures) {
    for (let nth = 1; ; nth += 1) {
      const run = await oneWrite(parts, kind, how === 'refused' ? { outcome: timedOut, applied: true } : undefined)
      const failure = failNth(run, nth, how)
      const end = await endOf(run.act)
      failure.heal()
      try {
        await judgeWrite(parts, run, end, { isReadable: true })
      } catch (cause) {
        if (cause instanceof Error)
          cause.message = `${how}, ${String(nth)}: ${failure.metAt() ?? 'passed'}\n${cause.message}`
        throw cause
      }
      if (failure.metAt() === null) break
      met += 1
    }
  }
  return met
}

function failNth({ bench: { cloud }, answered }: OneWrite, nth: number, how: CallFailure) {
  const { getCertificate, getStatuses, prepareWrite } = cloud
  let counted = 0
  let metAt: string | null = null
  const isDue = (what: string): boolean => {
    counted += 1
    if (counted === nth) metAt = what
    return counted === nth
  }
  const call = async <Value>(what: string, run: () => Promise<Result<Value, ReadFailure>>) => {
    if (!isDue(what)) return run()
    if (how === 'refused') return err<ReadFailure>({ kind: 'unreachable', message: 'no route' })
    if (how === 'throws_after') await run()
    throw new Error('a bug of the client')
  }
  cloud.getCertificate = (...of) => call('getCertificate', () => getCertificate(...of))
  cloud.getStatuses = (...of) => call('getStatuses', () => getStatuses(...of))
  cloud.prepareWrite = async (...of) => {
    const prepared = await call('prepareWrite', () => prepareWrite(...of))
    if (!prepared.ok) return prepared
    const { send } = prepared.value
    prepared.value.send = async (...to) => {
      if (!isDue('send')) return send(...to)
      if (how === 'throws') throw new Error('a bug of the client')
      const outcome = await send(...to)
      // The answer has come, and goes no further: nobody has received it.
      answered.length = 0
      if (how === 'throws_after') throw new Error('a bug of the client')
      // What it is refused with stands in the script: done, but not answered.
      return outcome
    }
    return prepared
  }
  return {
    metAt: () => metAt,
    heal: () => Object.assign(cloud, { getCertificate, getStatuses, prepareWrite }),
  }
}

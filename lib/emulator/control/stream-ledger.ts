import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { LedgerTable } from '../store/ledger-table.ts'

const BATCH = 500

/** The whole ledger as one JSON array, a batch at a time: it may be longer than memory. Ends early when nobody reads on. */
export async function streamLedger(ledger: LedgerTable, after: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  try {
    await pipeline(Readable.from(partsOf(ledger, Number.isSafeInteger(after) ? after : 0)), response)
  } catch (cause) {
    if (!response.destroyed) throw cause
  }
}

function* partsOf(ledger: LedgerTable, after: number): Generator<string> {
  let last = after
  let separator = '['
  for (;;) {
    const batch = ledger.list(last, BATCH)
    const [latest] = batch.slice(-1)
    if (latest === undefined) break
    last = latest.sequence
    yield separator + batch.map((entry) => JSON.stringify(entry)).join(',')
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}

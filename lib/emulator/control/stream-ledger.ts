import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { LedgerTable } from '../store/ledger-table.ts'

const BATCH = 500

/** The whole ledger as one JSON array, a batch at a time: it may be longer than memory. */
export async function streamLedger(ledger: LedgerTable, after: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('[')
  let last = Number.isSafeInteger(after) ? after : 0
  let separator = ''
  for (;;) {
    const batch = ledger.list(last, BATCH)
    const [latest] = batch.slice(-1)
    if (latest === undefined || response.destroyed) break
    last = latest.sequence
    const isRoom = response.write(separator + batch.map((entry) => JSON.stringify(entry)).join(','))
    separator = ','
    if (!isRoom) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
  response.end(']')
}

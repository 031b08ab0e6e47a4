import { randomUUID } from 'node:crypto'
import type { Database } from '#lib/db/server/database.ts'
import { findCertificate } from '#lib/certificates/server/repository.ts'
import { snapshotOf } from '#lib/certificates/server/write-facts.ts'
import { writeSnapshot } from '#lib/operations/server/snapshot.ts'
import { paths } from '#lib/core/paths.ts'
import { insertOperation } from '../../support/inventory.ts'
import { benchRow } from './mirror-rows.ts'
import type { WatchedConsole } from './watched-console.ts'

/** Pages among very many certificates, each with how long (ms, p95) it may take where that is promised. */
export type BenchPage = { readonly name: string; readonly address: string; readonly atMost?: number }

/** The list, and what a ticket leads to: a RequestId and the certificate that it revoked. */
export async function benchPages(db: Database, now: number): Promise<readonly BenchPage[]> {
  const { identifier } = benchRow(0, now)
  const row = await findCertificate(db, identifier)
  if (row === null) throw new Error('the mirror is not filled')
  const requestId = randomUUID().toUpperCase()
  await insertOperation(db, {
    identifier,
    kind: 'revoke',
    state: 'succeeded',
    request_id: requestId,
    cause_proven: 1,
    requested_at: now,
    acs_date: new Date(now).toISOString(),
    exchange: 'null',
    snapshot: writeSnapshot(snapshotOf(row, null)),
    settled_at: now,
    settled_by: 'answer',
  })
  return [
    { name: '/r/<RequestId>', address: paths.request(requestId), atMost: 100 },
    { name: '/certificates/<Identifier>', address: paths.certificate(identifier) },
    { name: '/certificates', address: paths.certificates },
    { name: '/', address: '/' },
  ]
}

/** The whole page, as a browser gets it; whatever it asks for afterwards is not in it. */
export async function getPage({ origin, cookie }: WatchedConsole, { address }: BenchPage): Promise<void> {
  const answer = await fetch(`${origin}${address}`, { headers: { cookie }, redirect: 'error' })
  const html = await answer.text()
  // A page that fails while it is sent has been answered 200, too.
  if (answer.status !== 200 || !html.includes('<title>') || html.includes('data-dgst'))
    throw new Error(`${address}: ${String(answer.status)}`)
}

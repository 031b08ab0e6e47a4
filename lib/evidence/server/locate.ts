import 'server-only'
import { authorityOf } from '#lib/authorities/server/find.ts'
import type { EvidenceContext } from './context.ts'
import { pointersOf } from './pointers.ts'
import { changePublication, type PublicationRow } from './repository.ts'
import { ensurePoint } from './repository.crls.ts'

/**
 * Finds out where the CRL of a certificate is: where the certificate points, since that is where relying parties look,
 * else where its CA publishes one. Neither: nobody can notice the revocation, and nothing is waited for or watched.
 */
export async function locate(ctx: EvidenceContext, row: PublicationRow): Promise<PublicationRow> {
  if (row.url !== null) return row
  const pointers = pointersOf(row.pem)
  const authority = await authorityOf(ctx.db, row.ca_identifier)
  const url = pointers.crl[0] ?? authority?.crlUrl ?? null
  // Until the CA has been read nobody knows that it publishes none.
  if (url === null && authority === null) return row
  const ocspUrl = pointers.ocsp[0] ?? null
  const change = { ocsp_url: ocspUrl, ...(url === null ? nowhere(row) : { url }) }
  if (url !== null) await ensurePoint(ctx.db, { caIdentifier: row.ca_identifier, url }, ctx.clock.now())
  await changePublication(ctx.db, row, change)
  return { ...row, ...change }
}

function nowhere({ state }: PublicationRow): Pick<PublicationRow, 'state' | 'watch' | 'next_check_at'> {
  return { state: state === 'awaited' ? 'nowhere' : state, watch: null, next_check_at: null }
}

import 'server-only'
import { authorityOf } from '#lib/authorities/server/find.ts'
import type { EvidenceContext } from './context.ts'
import { readCrl } from './crl/read-crl.ts'
import { recordRefusedLook } from './record-refused-look.ts'
import { recordReading } from './record-reading.ts'
import { findPoint, type CrlPoint } from './repository.crls.ts'
import { listFollowed } from './repository.ts'

/** Fetches, verifies and judges the CRL at one address, for its CA and for all that is looked for in it. */
export async function checkPoint(ctx: EvidenceContext, point: CrlPoint): Promise<void> {
  const [held, authority, followed] = await Promise.all([
    findPoint(ctx.db, point),
    authorityOf(ctx.db, point.caIdentifier),
    listFollowed(ctx.db, point),
  ])
  if (held === null) return
  const refused = (code: string, detail: string) => recordRefusedLook(ctx, { point, held, followed, code, detail })
  if (authority === null) return refused('unknown_issuer', 'The CA has not been read yet.')
  const fetched = await ctx.fetchCrl(point.url)
  if (!fetched.ok) return refused(fetched.error.code, fetched.error.detail)
  const reading = await readCrl(fetched.value.bytes, {
    issuer: authority.pem,
    serials: new Set(followed.map((row) => row.serial_number)),
    now: ctx.clock.now(),
    pointers: authority.crlUrl === null ? [point.url] : [point.url, authority.crlUrl],
  })
  if (!reading.ok) return refused(reading.error.code, reading.error.detail)
  await recordReading(ctx, { point, held, followed, reading: reading.value })
}

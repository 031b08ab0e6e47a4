import 'server-only'
import type { CloudCertificate, CloudPage, ReadFailure } from '#lib/cloud/server/port.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { SyncContext } from './context.ts'

export type WalkFailure = { kind: 'stopped' } | { kind: 'vendor'; failure: ReadFailure }
/** `readAt` (epoch ms): when it was asked for, never later than what it shows. */
export type ListPage = { number: number; readAt: number; answer: CloudPage<CloudCertificate> }

/** One page of ListClientCertificate, unless the process is to stop. */
export async function askPage(
  ctx: SyncContext,
  number: number,
  pageSize: number,
): Promise<Result<ListPage, WalkFailure>> {
  if (ctx.signal.aborted) return err({ kind: 'stopped' })
  const readAt = ctx.clock.now()
  const answer = await ctx.cloud.listCertificates({ page: number, pageSize })
  return answer.ok ? ok({ number, readAt, answer: answer.value }) : err({ kind: 'vendor', failure: answer.error })
}

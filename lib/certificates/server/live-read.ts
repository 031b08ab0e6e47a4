import 'server-only'
import type { CloudCertificate, CloudReading, ReadFailure } from '#lib/cloud/server/port.ts'
import type { Result } from '#lib/core/result.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { noteAnswer, noteSilence } from '#lib/sync/server/reach.ts'
import type { LiveReadingFailure } from '../schema.ts'

/**
 * DescribeClientCertificate, by default for somebody who waits. Whether the vendor answers is left for all other pages
 * to know.
 */
export async function readLive(
  ctx: VerbContext,
  identifier: string,
  options: { interactive: boolean } = { interactive: true },
): Promise<Result<CloudReading<CloudCertificate>, ReadFailure>> {
  const read = await ctx.cloud.getCertificate(identifier, options)
  if (read.ok) await noteAnswer(ctx)
  else if (read.error.kind === 'unreachable') await noteSilence(ctx, read.error)
  return read
}

export function liveFailureOf(failure: ReadFailure): LiveReadingFailure {
  const kind = failure.kind === 'not_found' ? 'absent' : failure.kind
  return { kind, code: failure.code ?? null, requestId: failure.requestId ?? null }
}

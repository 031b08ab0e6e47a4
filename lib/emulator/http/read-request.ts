import type { IncomingMessage } from 'node:http'
import type { Clock } from '#lib/core/clock.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Pair } from '../protocol/url-encoded.ts'
import type { WireRequest } from '../protocol/wire-request.ts'

/** A body as long as the longest head. */
export const MAX_BODY_BYTES = 64 * 1024

/** Reads a whole request, or stops at 64 KB; rejects when the client goes away. The clock is read when all of it is there. */
export async function readRequest(
  message: IncomingMessage,
  clock: Clock,
  limit = MAX_BODY_BYTES,
): Promise<Result<WireRequest, 'body_too_long'>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) return err('body_too_long')
    chunks.push(chunk)
  }
  return ok({ ...headOf(message), body: Buffer.concat(chunks), receivedAt: clock.now() })
}

export function headOf(message: IncomingMessage): Pick<WireRequest, 'method' | 'target' | 'headers'> {
  const headers = message.rawHeaders.flatMap((name, index): Pair[] =>
    index % 2 === 0 ? [[name, message.rawHeaders[index + 1] ?? '']] : [],
  )
  return { method: message.method ?? '', target: message.url ?? '', headers }
}

import 'server-only'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** What came back, before anybody has understood it. */
export type WireAnswer = {
  readonly httpStatus: number
  /** Lower-case names; a repeated header is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `cut`: the connection ended inside the body. `too_large`: we stopped reading. */
  readonly end: 'complete' | 'cut' | 'too_large'
  /** When the headers had come. */
  readonly respondedAt: number
}

type RawBody = { readonly bytes: Buffer; readonly end: WireAnswer['end'] }

// Our longest request, 50 identifiers, is 2 KB; an answer's headers have no business being longer than this.
export const maxHeaderBytes = 64 * 1024
/** A page of 100 rows with their PEMs is about 300 KB. */
export const maxReadAnswerBytes = 8 * 1024 * 1024
/** A write answers with a RequestId or an error. */
export const maxWriteAnswerBytes = 1024 * 1024

/** Reads a body and keeps what came even when it ends badly: a RequestId may be in the first half. */
export async function readBody(body: AsyncIterable<unknown>, maxBytes: number): Promise<RawBody> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue
      size += chunk.length
      if (size > maxBytes) return { bytes: Buffer.concat(chunks), end: 'too_large' }
      chunks.push(chunk)
    }
  } catch {
    return { bytes: Buffer.concat(chunks), end: 'cut' }
  }
  return { bytes: Buffer.concat(chunks), end: 'complete' }
}

/** The text of a body. We ask for no compression, but something in between may compress all the same. */
export function decodeBody({ bytes, end }: RawBody, encoding: string | undefined, maxBytes: number): string {
  const decoded = end === 'complete' ? decompress(bytes, encoding, maxBytes) : bytes
  return decoded.toString('utf8')
}

function decompress(bytes: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const limits = { maxOutputLength: maxBytes }
  try {
    switch (encoding?.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, limits)
      case 'deflate':
        return inflateSync(bytes, limits)
      case 'br':
        return brotliDecompressSync(bytes, limits)
      default:
        return bytes
    }
  } catch {
    // What cannot be decompressed is not the JSON that we wait for; left as it came, it is reported as such.
    return bytes
  }
}

export function flattenHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

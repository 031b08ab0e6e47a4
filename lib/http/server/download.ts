import 'server-only'

export type Download = { contentType: string; fileName: string; body: AsyncIterable<string | Uint8Array> }

/**
 * A file, streamed as it is made. When making it fails on the way the stream breaks off and the transfer is not
 * completed: a browser then reports the download as failed instead of keeping half a file for a whole one.
 */
export function downloadResponse({ contentType, fileName, body }: Download): Response {
  const iterator = body[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value)
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
  return new Response(stream, {
    headers: {
      'content-type': contentType,
      // File names are ours: letters, digits, dots and hyphens.
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  })
}

/** Next answers HEAD by a GET whose body nobody reads: a file begun for it would keep its place for minutes. */
export function refuseHead(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } })
}

/** A file that is there already, as a whole. */
export function bytesResponse(file: { contentType: string; fileName: string; bytes: Buffer }): Response {
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': file.contentType,
      'content-disposition': `attachment; filename="${file.fileName}"`,
      'cache-control': 'no-store',
    },
  })
}

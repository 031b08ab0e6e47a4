import 'server-only'

/** The whole body, or null as soon as it exceeds `limitBytes`, whatever its headers have promised. */
export async function readBody(body: AsyncIterable<unknown>, limitBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > limitBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

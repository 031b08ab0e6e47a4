import 'server-only'
import { Zip, ZipDeflate } from 'fflate'

/** One file of an archive; its bytes are taken when its turn comes. */
export type ArchiveFile = { readonly name: string; readonly content: AsyncIterable<Uint8Array> }

/**
 * A ZIP archive, made as it is read: one file after the other, never more of it in memory than a chunk. What throws
 * on the way throws here: the archive then has no directory, and no reader takes it for a whole one.
 */
export async function* zipOf(files: AsyncIterable<ArchiveFile>, modifiedAt: number): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else made.push(chunk)
  })
  const take = () => {
    if (failure !== null) throw failure
    return made.splice(0)
  }
  for await (const { name, content } of files) {
    const entry = new ZipDeflate(name, { level: 6 })
    entry.mtime = modifiedAt
    zip.add(entry)
    for await (const chunk of content) {
      entry.push(chunk)
      yield* take()
    }
    entry.push(new Uint8Array(0), true)
    yield* take()
  }
  zip.end()
  yield* take()
}

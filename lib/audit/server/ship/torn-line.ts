import 'server-only'
import type { FileHandle } from 'node:fs/promises'
import type { ShippedLine } from './destination.ts'

const LINE_FEED = 0x0a
/** Longer than any batch but one of a single huge line, whose torn piece is then ended where it is. */
const WINDOW_BYTES = 4 * 1024 * 1024

/**
 * What has to be written before a batch so that it begins on a line of its own, when whoever wrote last died in the
 * middle of one. What was torn is being sent again, so its rest is at hand nearly always, and the file then holds whole
 * lines only. Otherwise the piece is ended where it is.
 */
export async function repairOf(handle: FileHandle, size: number, lines: readonly ShippedLine[]): Promise<Buffer> {
  const torn = await tornPiece(handle, size)
  if (torn.length === 0) return torn
  for (const { text } of lines) {
    const line = Buffer.from(text)
    if (line.subarray(0, torn.length).equals(torn)) return line.subarray(torn.length)
  }
  return Buffer.of(LINE_FEED)
}

/** What stands behind the last line end. */
async function tornPiece(handle: FileHandle, size: number): Promise<Buffer> {
  if (size === 0 || (await lastBytes(handle, size, 1))[0] === LINE_FEED) return Buffer.alloc(0)
  const window = await lastBytes(handle, size, Math.min(size, WINDOW_BYTES))
  return window.subarray(window.lastIndexOf(LINE_FEED) + 1)
}

async function lastBytes(handle: FileHandle, size: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, size - length + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return buffer.subarray(0, read)
}

import 'server-only'
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#lib/core/result.ts'
import { bytesOf, fingerprintOf, type Destination, type ShipFailure, type ShippedLine } from './destination.ts'
import { repairOf } from './torn-line.ts'

type Delivered = Result<null, ShipFailure>

const WITHIN_MS = 30_000
const OPENING_BRACE = 0x7b
/** Without blocking: a pipe that nobody reads would hold a thread for ever. Windows has neither of the last two. */
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * A file that each batch is appended to. Acknowledged means fsynced: it then outlives a power cut as far as the disk
 * does. The file is opened anew for each batch, so that one that somebody has rotated away is followed by a new one;
 * never through a symbolic link, and never behind what is not ours.
 */
export function fileDestination(file: string, { withinMs = WITHIN_MS } = {}): Destination {
  const state: State = { isBusy: false, inode: null }
  return {
    kind: 'file',
    fingerprint: fingerprintOf('file', file),
    address: file,
    limits: { records: 500, bytes: 1024 * 1024 },
    deliver: async (lines, signal) => {
      // A file system that hangs holds a thread of ours. It gets no second one: there are four, for everything.
      if (state.isBusy) return tooLong
      state.isBusy = true
      const appended = append(file, lines, state).finally(() => (state.isBusy = false))
      return unlessAborted(appended, AbortSignal.any([signal, AbortSignal.timeout(withinMs)]))
    },
  }
}

type State = {
  isBusy: boolean
  /** The file whose place in its folder has been fsynced by this process. */
  inode: number | null
}

const tooLong = err<ShipFailure>({ cause: 'timed_out', detail: null })

async function append(file: string, lines: readonly ShippedLine[], state: State): Promise<Delivered> {
  let handle: FileHandle | undefined
  try {
    handle = await openOrCreate(file)
    const before = await handle.stat()
    if (!before.isFile()) return err({ cause: 'not_a_file', detail: null })
    if (!(await isOurs(handle, before.size))) return err({ cause: 'foreign_file', detail: null })
    const repair = await repairOf(handle, before.size, lines)
    await writeDurably(handle, Buffer.concat([repair, bytesOf(lines)]), before.size)
    if (state.inode !== before.ino) await syncFolderOf(file)
    state.inode = before.ino
    // Rotated by removing it, between opening and now: what was written is nowhere.
    return (await handle.stat()).nlink === 0 ? err({ cause: 'removed', detail: null }) : ok(null)
  } catch (cause) {
    return err(failureOf(cause))
  } finally {
    await handle?.close().catch(() => undefined)
  }
}

async function openOrCreate(file: string): Promise<FileHandle> {
  try {
    return await open(file, FLAGS)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
    return open(file, FLAGS | constants.O_CREAT | constants.O_EXCL, 0o600)
  }
}

/** A mistyped path must not end in a database or a key. */
async function isOurs(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: 0 })
  return buffer[0] === OPENING_BRACE
}

async function writeDurably(handle: FileHandle, bytes: Buffer, sizeBefore: number): Promise<void> {
  let written = 0
  try {
    while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten
    await handle.sync()
  } catch (cause) {
    await takeBack(handle, sizeBefore, written).catch(() => undefined)
    throw cause
  }
}

/** What is left of a batch that did not fit would only be repeated, and keeps its room on a full disk from others. */
async function takeBack(handle: FileHandle, sizeBefore: number, written: number): Promise<void> {
  if ((await handle.stat()).size === sizeBefore + written) await handle.truncate(sizeBefore)
}

/** A new file is on disk only once its folder is. */
async function syncFolderOf(file: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path.dirname(file), constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function unlessAborted(work: Promise<Delivered>, signal: AbortSignal): Promise<Delivered> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(tooLong)
    signal.addEventListener('abort', giveUp, { once: true })
    if (signal.aborted) giveUp()
    void work.then((delivered) => {
      signal.removeEventListener('abort', giveUp)
      resolve(delivered)
    })
  })
}

const causes: Readonly<Record<string, ShipFailure['cause']>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  ENOENT: 'not_writable',
  ENOTDIR: 'not_writable',
  EACCES: 'not_writable',
  EPERM: 'not_writable',
  EROFS: 'not_writable',
  ELOOP: 'not_a_file',
  EISDIR: 'not_a_file',
  ENXIO: 'not_a_file',
}

function failureOf(cause: unknown): ShipFailure {
  const code = codeOf(cause)
  return { cause: causes[code] ?? 'failed', detail: code }
}

/** The code alone: the message repeats the path. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown'
}

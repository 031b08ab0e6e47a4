import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

// Where an answer goes that the store would not take, on a disk that takes nothing new: bytes that were written
// before, overwritten in place and fsynced (appending, holes and new files get ENOSPC there). Every process has a
// file of its own, named after its pid, so that two never write into one; a successor on the same data directory
// takes over an emptied file instead of allocating another. A copy-on-write file system cannot promise this.

const CAPACITY_BYTES = 256 * 1024
const LINE_BREAK = 0x0a

/** What was left in a data directory, whoever left it. */
export type EmergencyFiles = {
  /** Every complete line in the files of all processes of this data directory, oldest first within each. */
  readonly readAll: () => string[]
  /** Overwrites this line where it stands, which takes no room. Every other one stays. */
  readonly forget: (line: string) => void
  /** Copies a line that nobody understands into a file of its own and names it. Throws when there is no room for that. */
  readonly setAside: (line: string) => string
}

export type EmergencyFile = EmergencyFiles & {
  /** One line, in place, fsynced when this returns. Throws when it does not fit or the file has been taken away. */
  readonly append: (line: string) => void
}

export function emergencyFilesIn(dataDir: string): EmergencyFiles {
  const folder = folderIn(dataDir)
  return {
    readAll: () => filesIn(folder).flatMap((name) => completeLines(contentOf(name))),
    forget: (line) => {
      for (const name of filesIn(folder)) eraseLine(name, lineBytes(line))
    },
    setAside: (line) => {
      const file = path.join(folder, `${createHash('sha256').update(line).digest('hex').slice(0, 16)}.unreadable`)
      const descriptor = openSync(file, 'w', 0o600)
      try {
        writeInPlace(descriptor, Buffer.from(line), 0)
      } finally {
        closeSync(descriptor)
      }
      return file
    },
  }
}

/** Allocates this process's file, or reuses an emptied one. Throws when neither can be had: better now than later. */
export function openEmergencyFile(dataDir: string): EmergencyFile {
  const folder = folderIn(dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${process.pid}-${randomUUID()}.log`)
  ownFiles().add(file)
  const orphans = filesIn(folder).filter((candidate) => isOrphaned(candidate) && isFree(contentOf(candidate)))
  if (!orphans.some((orphan) => isTakenOver(orphan, file))) allocate(file)
  const descriptor = openSync(file, 'r+')
  let end = 0
  return {
    ...emergencyFilesIn(dataDir),
    append: (line) => {
      const bytes = lineBytes(line)
      // Not sooner: another process may be overwriting a line that it has just brought home.
      if (end + bytes.length > CAPACITY_BYTES && isEmpty(contentOf(file))) end = 0
      if (end + bytes.length > CAPACITY_BYTES) throw new Error('the emergency file is full')
      if (!isStillAt(file, descriptor)) throw new Error('the emergency file has been taken away')
      writeInPlace(descriptor, bytes, end)
      end += bytes.length
    },
  }
}

function folderIn(dataDir: string): string {
  return path.join(dataDir, 'emergency')
}

function lineBytes(line: string): Buffer {
  if (/[\n\0]/.test(line)) throw new TypeError('a line of the emergency file holds neither a line break nor U+0000')
  return Buffer.from(`${line}\n`)
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => path.join(folder, name))
}

/** A process that died while writing leaves a last line without its end: it was never promised to anybody. */
function completeLines(content: Buffer): string[] {
  const end = content.lastIndexOf('\n') + 1
  const text = content.subarray(0, end).toString().replaceAll('\0', '')
  return text.split('\n').slice(0, -1).filter(Boolean)
}

/** False: another process that starts at the same moment was faster. */
function isTakenOver(orphan: string, file: string): boolean {
  try {
    renameSync(orphan, file)
    return true
  } catch (cause) {
    if (isAbsence(cause)) return false
    throw cause
  }
}

function isAbsence(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

/** Whoever was killed while allocating has left less. */
function isFree(content: Buffer): boolean {
  return content.length === CAPACITY_BYTES && isEmpty(content)
}

function isEmpty(content: Buffer): boolean {
  return content.every((byte) => byte === 0)
}

/** A file that another process has just taken over is an empty one. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    if (isAbsence(cause)) return Buffer.alloc(0)
    throw cause
  }
}

/** Wherever it stands as a whole line; what was overwritten before it is zeros. */
function eraseLine(file: string, bytes: Buffer): void {
  const content = contentOf(file)
  for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + 1)) {
    const before = content[at - 1] ?? 0
    if (before === 0 || before === LINE_BREAK) eraseAt(file, bytes, at)
  }
}

/** Only what is still there: whoever has erased it first may have left the file to a process that writes into it. */
function eraseAt(file: string, bytes: Buffer, at: number): void {
  const descriptor = openIfThere(file)
  if (descriptor === null) return
  try {
    const there = Buffer.alloc(bytes.length)
    readSync(descriptor, there, 0, bytes.length, at)
    if (there.equals(bytes)) writeInPlace(descriptor, Buffer.alloc(bytes.length), at)
  } finally {
    closeSync(descriptor)
  }
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, 'r+')
  } catch (cause) {
    if (isAbsence(cause)) return null
    throw cause
  }
}

function allocate(file: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeInPlace(descriptor, Buffer.alloc(CAPACITY_BYTES), 0)
  } catch (cause) {
    // Half a file is of no use, and keeps its room from others.
    unlinkSync(file)
    throw cause
  } finally {
    closeSync(descriptor)
  }
}

function writeInPlace(descriptor: number, bytes: Buffer, position: number): void {
  let written = 0
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, position + written)
  }
  fsyncSync(descriptor)
}

/** A process in another container, whose pid means nothing to us, may have taken the file for an orphan's. */
function isStillAt(file: string, descriptor: number): boolean {
  if (!existsSync(file)) return false
  return statSync(file).ino === fstatSync(descriptor).ino
}

function isOrphaned(file: string): boolean {
  if (ownFiles().has(file)) return false
  const pid = Number(path.basename(file).split('-')[0])
  return pid === process.pid || !isRunning(pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

/** Kept on globalThis: Next bundles this module more than once into one process. */
function ownFiles(): Set<string> {
  const holder: typeof globalThis & { rescindEmergencyFiles?: Set<string> } = globalThis
  return (holder.rescindEmergencyFiles ??= new Set())
}

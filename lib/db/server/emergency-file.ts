import 'server-only'
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

// Where an answer goes that the store would not take, on a disk that takes nothing new: bytes that were written
// before, overwritten in place and fsynced (appending, holes and new files get ENOSPC there). Every process has a
// file of its own, named after its pid, so that two never write into one; a successor on the same data directory
// takes over an emptied file instead of allocating another. A copy-on-write file system cannot promise this.

const CAPACITY_BYTES = 256 * 1024

export type EmergencyFile = {
  /** One line, in place, fsynced when this returns. Throws when it does not fit or the file has been taken away. */
  readonly append: (line: string) => void
  /** Every complete line in the files of all processes of this data directory, oldest first within each. */
  readonly readAll: () => string[]
  /** Empties what the last `readAll` has returned; a line that came later stays. */
  readonly clear: () => void
}

/** Allocates this process's file, or reuses an emptied one. Throws when neither can be had: better now than later. */
export function openEmergencyFile(dataDir: string): EmergencyFile {
  const folder = path.join(dataDir, 'emergency')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${process.pid}-${randomUUID()}.log`)
  ownFiles().add(file)
  const orphan = filesIn(folder).find((candidate) => isOrphaned(candidate) && isEmpty(contentOf(candidate)))
  if (orphan === undefined) allocate(file)
  else renameSync(orphan, file)
  const descriptor = openSync(file, 'r+')
  let end = 0
  let lastRead = new Map<string, number>()
  return {
    append: (line) => {
      const bytes = lineBytes(line)
      if (end + bytes.length > CAPACITY_BYTES) throw new Error('the emergency file is full')
      if (!isStillAt(file, descriptor)) throw new Error('the emergency file has been taken away')
      writeInPlace(descriptor, bytes, end)
      end += bytes.length
    },
    readAll: () => {
      const contents = filesIn(folder).map((name) => ({ name, content: contentOf(name) }))
      lastRead = new Map(contents.map(({ name, content }) => [name, lengthOf(content)]))
      return contents.flatMap(({ content }) => completeLines(content))
    },
    clear: () => {
      for (const [name, length] of lastRead) erase(name, length)
      if (lastRead.get(file) === end) end = 0
      lastRead = new Map()
    },
  }
}

function lineBytes(line: string): Buffer {
  if (/[\n\0]/.test(line)) throw new TypeError('a line of the emergency file holds neither a line break nor U+0000')
  return Buffer.from(`${line}\n`)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => path.join(folder, name))
}

/** Where the last complete line ends. What may stand behind it is a line that is being written, or never was. */
function lengthOf(content: Buffer): number {
  return content.lastIndexOf('\n') + 1
}

/** A process that died while writing leaves a last line without its end: it was never promised to anybody. */
function completeLines(content: Buffer): string[] {
  const text = content.subarray(0, lengthOf(content)).toString().replaceAll('\0', '')
  return text.split('\n').slice(0, -1).filter(Boolean)
}

function isEmpty(content: Buffer): boolean {
  return content.every((byte) => byte === 0)
}

/** A file that another process has just taken over is an empty one. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return Buffer.alloc(0)
    throw cause
  }
}

function erase(file: string, length: number): void {
  if (length === 0 || !existsSync(file)) return
  const descriptor = openSync(file, 'r+')
  try {
    writeInPlace(descriptor, Buffer.alloc(length), 0)
  } finally {
    closeSync(descriptor)
  }
}

function allocate(file: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeInPlace(descriptor, Buffer.alloc(CAPACITY_BYTES), 0)
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

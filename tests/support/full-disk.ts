import { spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A small disk of its own, which fills up for real. Mounting takes root, or to be it in a user namespace. */
export type SmallDisk = { folder: string; fill: () => void; makeRoom: () => void; remove: () => void }

const FILLER = 'filler'

export function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

export function smallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`mount failed: ${mounted.stderr.toString()}`)
  }
  const filler = path.join(folder, FILLER)
  return {
    folder,
    fill: () => fillUp(filler),
    makeRoom: () => {
      rmSync(filler, { force: true })
    },
    remove: () => {
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What `fill` does, for another process. */
export function fillDiskOf(folder: string): void {
  fillUp(path.join(folder, FILLER))
}

/** To the last byte: large pieces first, then ever smaller ones. */
function fillUp(file: string): void {
  const descriptor = openSync(file, 'a')
  try {
    for (let size = 65_536; size >= 1;) {
      try {
        writeSync(descriptor, Buffer.alloc(size, 1))
      } catch {
        size = Math.floor(size / 2)
      }
    }
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

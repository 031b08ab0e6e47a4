import { mkdtempSync, statfsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const MEMORY = '/dev/shm'
/** Containers often have 64 MB there, which the stores of one run would fill. */
const ROOM_BYTES = 1024 * 1024 * 1024

/**
 * A new folder for a store that no power cut has to spare: in memory where there is room, since each durable commit
 * else waits 4 ms for a disk. What a test shows of full and read-only disks it shows on disks of its own.
 */
export function storeFolder(prefix: string): string {
  return mkdtempSync(path.join(isRoomy(MEMORY) ? MEMORY : os.tmpdir(), prefix))
}

function isRoomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > ROOM_BYTES
  } catch {
    return false
  }
}

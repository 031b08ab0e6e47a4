import 'server-only'
import { closeSync, existsSync, fsyncSync, openSync, statSync, statfsSync, truncateSync, writeSync } from 'node:fs'
import path from 'node:path'

// SQLite in WAL mode cannot even read on a full disk after a restart: its shared-memory file (32 KB and more) has
// to be made anew, which ends in SQLITE_IOERR_SHMSIZE. 128 KB are kept aside for that moment.

const BALLAST_BYTES = 128 * 1024
/** With less room than this the ballast is not laid in again: it would take what it just gave. */
const ROOM_FOR_BALLAST_BYTES = 16 * 1024 * 1024

function ballastFile(dataDir: string): string {
  return path.join(dataDir, 'rescind.ballast')
}

/** Lays the ballast in when there is room for it. True when it is there. */
export function ensureBallast(dataDir: string): boolean {
  const file = ballastFile(dataDir)
  try {
    if (existsSync(file) && statSync(file).size === BALLAST_BYTES) return true
    const { bavail, bsize } = statfsSync(dataDir)
    if (bavail * bsize < ROOM_FOR_BALLAST_BYTES) return false
    writeDurably(file)
    return true
  } catch {
    // No ballast is a smaller harm than no start.
    return false
  }
}

/** Gives the room back. True when there was any to give. */
export function releaseBallast(dataDir: string): boolean {
  const file = ballastFile(dataDir)
  try {
    if (!existsSync(file) || statSync(file).size === 0) return false
    truncateSync(file)
    return true
  } catch {
    return false
  }
}

/** Written zeros, not a hole: only blocks that were really taken can be given back. */
function writeDurably(file: string): void {
  const descriptor = openSync(file, 'w', 0o600)
  try {
    writeSync(descriptor, Buffer.alloc(BALLAST_BYTES))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
